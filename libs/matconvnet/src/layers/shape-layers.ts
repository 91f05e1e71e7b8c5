import { numbersOf, type MatValue } from '@gender/mat';
import { elementCount } from '@gender/tensor';
import { isEmpty } from '../layer-fields.js';
import type { LayerContext, MapShape } from './layer-context.js';

/** The sum of its inputs; of one, that input itself. */
export function convertSum(layer: LayerContext): string {
  return layer.inputs.length < 2 ? layer.input : layer.add({ type: 'add' }, ...layer.inputs);
}

/** For the axis that is joined, the order of axes that puts it last, and the one that puts it back. */
const turns = new Map([
  [1, { there: [1, 2, 0], back: [2, 0, 1] }],
  [2, { there: [0, 2, 1], back: [0, 2, 1] }],
]);

/** Its inputs one after the other along `dim`: 3 is the channels, 1 the rows, 2 the columns. */
export function convertConcatenation(layer: LayerContext): string {
  const { fields, inputs } = layer;
  const dim = fields.number('dim', 3);
  if (inputs.length < 2) return layer.input;
  if (dim === 3) return layer.add({ type: 'concatenate' }, ...inputs);
  const turn = turns.get(dim);
  if (turn === undefined) {
    throw fields.fail(`joins its inputs along axis ${dim}`, 'MATCONVNET_UNSUPPORTED');
  }
  const turned = inputs.map((input) =>
    layer.addStep('turned', { type: 'permute', axes: turn.there }, input),
  );
  const joined = layer.addStep('joined', { type: 'concatenate' }, ...turned);
  return layer.add({ type: 'permute', axes: turn.back }, joined);
}

/** All values along the channels of a map of one row and one column, the rows varying fastest. */
export function convertFlatten(layer: LayerContext): string {
  const { fields } = layer;
  if (fields.number('firstAxis', 1) !== 1 || fields.number('axis', 3) !== 3) {
    throw fields.fail(
      'joins some of the axes only, which is not imported',
      'MATCONVNET_UNSUPPORTED',
    );
  }
  return reshape(layer, [1, 1, elementCount(layer.mapShape())]);
}

/** The lengths stand in `outputSize` or `shape`: numbers, or a cell array in which one may be empty. */
export function convertReshape(layer: LayerContext): string {
  const { fields } = layer;
  const field = fields.value('shape') ? 'shape' : 'outputSize';
  const total = elementCount(layer.mapShape());
  const wanted = lengthsOf(fields.value(field)).slice(0, 3);
  const known = elementCount(wanted.filter((length) => length !== undefined));
  const lengths = wanted.map((length) => length ?? total / known);
  const [height, width, channels] = lengths;
  const fits = elementCount(lengths) === total && lengths.every(Number.isInteger);
  if (!fits || height === undefined || width === undefined || channels === undefined) {
    throw fields.fail(
      `needs three lengths that make ${total} values in field "${field}", found [${wanted.join(' ')}]`,
    );
  }
  return reshape(layer, [height, width, channels]);
}

const noLengths: readonly number[] = [];

function lengthsOf(value: MatValue | undefined): readonly (number | undefined)[] {
  if (value?.kind !== 'cell') return numbersOf(value) ?? noLengths;
  return value.cells.map((cell) => (isEmpty(cell) ? undefined : numbersOf(cell)?.[0]));
}

/**
 * The same values in another shape as MATLAB understands it, rows varying fastest and channels
 * slowest: in the order of a network, the axes turned round before and after.
 */
function reshape(layer: LayerContext, [height, width, channels]: MapShape): string {
  const turn = { type: 'permute', axes: [2, 1, 0] } as const;
  const [rows, columns] = layer.mapShape();
  const isVector = rows === 1 && columns === 1;
  const values = isVector ? layer.input : layer.addStep('channels_first', turn);
  if (height === 1 && width === 1) {
    return layer.add({ type: 'reshape', shape: [1, 1, channels] }, values);
  }
  const shape = [channels, width, height];
  return layer.add(turn, layer.addStep('reshaped', { type: 'reshape', shape }, values));
}

/** `order` counts axes from 1; the batch, the fourth, stays. */
export function convertPermute(layer: LayerContext): string {
  const order = layer.fields.numbers('order');
  if (order.toSorted().join() !== '1,2,3,4' || order[3] !== 4) {
    throw layer.fields.fail(
      `needs an order of the axes 1, 2, 3 and then 4, found [${order.join(' ')}]`,
    );
  }
  return layer.add({ type: 'permute', axes: order.slice(0, 3).map((axis) => axis - 1) });
}

/** The first input cut to the size of the second, `crop` rows and columns from its beginning. */
export function convertCrop(layer: LayerContext): string {
  const { fields, inputs } = layer;
  const [map, model, ...more] = inputs;
  if (map === undefined || model === undefined || more.length > 0) {
    throw fields.fail(`reads ${inputs.length} variables where two are expected`);
  }
  const [top = 0, left = top] = fields.numbers('crop');
  const [height, width] = layer.mapShape(map);
  const [rows, columns] = layer.mapShape(model);
  const [above, below] = beginAndEnd(height - rows, top);
  const [before, after] = beginAndEnd(width - columns, left);
  const cropping = [above, below, before, after] as const;
  if (cropping.some((margin) => !Number.isInteger(margin) || margin < 0)) {
    throw fields.fail(
      `cannot cut ${height} × ${width} to ${rows} × ${columns} from [${top} ${left}]`,
    );
  }
  return layer.add({ type: 'cropping', cropping }, map);
}

/** How `surplus` rows are cut off, `wanted` of them at the beginning if there are so many. */
function beginAndEnd(surplus: number, wanted: number): readonly [number, number] {
  const end = Math.max(0, surplus - wanted);
  return [surplus - end, end];
}
