import type { LayerContext } from '../layer-context.js';

/** The sum of its inputs; of one, that input itself. */
export function convertSum(layer: LayerContext): string {
  const { fields, builder, inputs } = layer;
  if (inputs.length < 2) return layer.input;
  return builder.add({ name: builder.claim(fields.name), inputs, type: 'add' });
}

/** For the axis that is joined, the order of axes that puts it last, and the one that puts it back. */
const turns: Readonly<Record<number, readonly [readonly number[], readonly number[]]>> = {
  1: [
    [1, 2, 0],
    [2, 0, 1],
  ],
  2: [
    [0, 2, 1],
    [0, 2, 1],
  ],
};

/** Its inputs one after the other along `dim`: 3 is the channels, 1 the rows, 2 the columns. */
export function convertConcatenation(layer: LayerContext): string {
  const { fields, builder, inputs } = layer;
  const dim = fields.number('dim', 3);
  if (inputs.length < 2) return layer.input;
  if (dim === 3) {
    return builder.add({ name: builder.claim(fields.name), inputs, type: 'concatenate' });
  }
  const turn = turns[dim];
  if (turn === undefined)
    throw fields.fail(`joins its inputs along axis ${dim}`, 'MATCONVNET_UNSUPPORTED');
  const [there, back] = turn;
  const turned = inputs.map((input) =>
    builder.add({ ...layer.step('turned', input), type: 'permute', axes: there }),
  );
  const joined = { ...layer.step('joined', ''), inputs: turned };
  builder.add({ ...joined, type: 'concatenate' });
  const base = { name: builder.claim(fields.name), inputs: [joined.name] };
  return builder.add({ ...base, type: 'permute', axes: back });
}
