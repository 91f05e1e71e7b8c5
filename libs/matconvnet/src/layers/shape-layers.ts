import { numbersOf, type MatValue } from '@gender/mat';
import type { LayerContext } from '../layer-context.js';
import { isEmpty } from '../layer-fields.js';

type MapShape = readonly [height: number, width: number, channels: number];

/** All values along the channels of a map of one row and one column, the rows varying fastest. */
export function convertFlatten(layer: LayerContext): string {
  const { fields, builder } = layer;
  if (fields.number('firstAxis', 1) !== 1 || fields.number('axis', 3) !== 3) {
    throw fields.fail(
      'joins some of the axes only, which is not imported',
      'MATCONVNET_UNSUPPORTED',
    );
  }
  const [height, width, channels] = builder.mapShape(layer.input);
  return reshape(layer, [1, 1, height * width * channels]);
}

/** The lengths stand in `outputSize` or `shape`: numbers, or a cell array in which one may be empty. */
export function convertReshape(layer: LayerContext): string {
  const { fields, builder } = layer;
  const field = fields.value('shape') ? 'shape' : 'outputSize';
  const total = builder.mapShape(layer.input).reduce((product, length) => product * length);
  const wanted = lengthsOf(fields.value(field)).slice(0, 3);
  const known = wanted.reduce<number>((product, length) => product * (length ?? 1), 1);
  const [height = 0, width = 0, channels = 0] = wanted.map((length) => length ?? total / known);
  if (height * width * channels !== total || ![height, width, channels].every(Number.isInteger)) {
    throw fields.fail(
      `needs three lengths that make ${total} values in field "${field}", found [${wanted.map((length) => length ?? '').join(' ')}]`,
    );
  }
  return reshape(layer, [height, width, channels]);
}

/** `order` counts axes from 1; the batch, the fourth, stays. */
export function convertPermute(layer: LayerContext): string {
  const { fields, builder } = layer;
  const order = fields.numbers('order');
  if (order.toSorted().join() !== '1,2,3,4' || order[3] !== 4) {
    throw fields.fail(`needs an order of the axes 1, 2, 3 and then 4, found [${order.join(' ')}]`);
  }
  const axes = order.slice(0, 3).map((axis) => axis - 1);
  return builder.add({ ...layer.base(), type: 'permute', axes });
}

/** The first input cut to the size of the second, `crop` rows and columns from its beginning. */
export function convertCrop(layer: LayerContext): string {
  const { fields, builder, inputs } = layer;
  const [map, model, ...more] = inputs;
  if (map === undefined || model === undefined || more.length > 0) {
    throw fields.fail(`reads ${inputs.length} variables where two are expected`);
  }
  const [top = 0, left = top] = fields.numbers('crop');
  const [height, width] = builder.mapShape(map);
  const [rows, columns] = builder.mapShape(model);
  const cropping = [...beginAndEnd(height - rows, top), ...beginAndEnd(width - columns, left)];
  const [above = 0, below = 0, before = 0, after = 0] = cropping;
  if (cropping.some((margin) => !Number.isInteger(margin) || margin < 0)) {
    throw fields.fail(
      `cannot cut ${height} × ${width} to ${rows} × ${columns} from [${top} ${left}]`,
    );
  }
  return builder.add({
    name: builder.claim(fields.name),
    inputs: [map],
    type: 'cropping',
    cropping: [above, below, before, after],
  });
}

/** How `surplus` rows are cut off, `wanted` of them at the beginning if there are so many. */
function beginAndEnd(surplus: number, wanted: number): readonly [number, number] {
  const end = Math.max(0, surplus - wanted);
  return [surplus - end, end];
}

function lengthsOf(value: MatValue | undefined): (number | undefined)[] {
  if (value?.kind === 'cell')
    return value.cells.map((cell) => (isEmpty(cell) ? undefined : numbersOf(cell)?.[0]));
  return numbersOf(value) ?? [];
}

/**
 * The same values in another shape as MATLAB understands it, rows varying fastest and channels
 * slowest: in the order of a network, the axes turned round before and after.
 */
function reshape(layer: LayerContext, [height, width, channels]: MapShape): string {
  const { builder, fields } = layer;
  const turned = (activation: string, what: string): string => {
    const [rows, columns] = builder.mapShape(activation);
    if (rows === 1 && columns === 1) return activation;
    return builder.add({ ...layer.step(what, activation), type: 'permute', axes: [2, 1, 0] });
  };
  const input = turned(layer.input, 'channels_first');
  if (height === 1 && width === 1) {
    const base = { name: builder.claim(fields.name), inputs: [input] };
    return builder.add({ ...base, type: 'reshape', shape: [1, 1, channels] });
  }
  const shaped = layer.step('reshaped', input);
  builder.add({ ...shaped, type: 'reshape', shape: [channels, width, height] });
  const base = { name: builder.claim(fields.name), inputs: [shaped.name] };
  return builder.add({ ...base, type: 'permute', axes: [2, 1, 0] });
}
