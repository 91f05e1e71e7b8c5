import type { Padding, PoolLayer } from '@gender/network';
import { channelsLast, sides, type EncodedLayer, type Surroundings } from './encoded-layer.js';
import { KerasError } from '../keras-error.js';
import { paddingMode } from '../padding/padding-mode.js';

/**
 * Padding for which Keras has no word becomes zeros before a max-pool that follows a ReLU; else
 * every place is pooled, and those that are not asked for are left out.
 */
export function encodePool(target: string, layer: PoolLayer, around: Surroundings): EncodedLayer[] {
  const { poolSize, strides, padding } = layer;
  const mode = isUnused(layer, around)
    ? 'valid'
    : paddingMode(padding, around.input, poolSize, strides);
  if (mode !== undefined) return [pool(layer, { padding: mode })];
  const { before } = around;
  if (layer.type === 'maxPool' && before?.type === 'relu' && before.negativeSlope === 0) {
    // No value is below zero, so zeros around them never win.
    const options = { padding: sides(padding), ...channelsLast };
    return [{ className: 'ZeroPadding2D', suffix: '_padding', options }, pool(layer, {})];
  }
  const cropping = unaskedPlaces(layer, around);
  if (cropping.every((side) => side >= 0)) return poolEverywhere(layer, cropping);
  throw new KerasError(
    'KERAS_NETWORK',
    `cannot write ${target}: layer "${layer.name}" (${layer.type}) pads its windows of (${poolSize.join(', ')}) by (${padding.join(', ')}), for which Keras has no word`,
  );
}

/** Windows around every place, as `same` puts them, then the places of the layer's own windows. */
function poolEverywhere(layer: PoolLayer, cropping: Padding): EncodedLayer[] {
  const options = { cropping: sides(cropping), ...channelsLast };
  return [
    { ...pool(layer, { strides: [1, 1], padding: 'same' }), suffix: '_everywhere' },
    { className: 'Cropping2D', suffix: '_cropping', options },
    pool(layer, { pool_size: [1, 1] }),
  ];
}

/**
 * The places before the first window and behind the last one, where `same` puts a window of k
 * around each place from `⌊(k − 1) / 2⌋` before it on; negative where there are too few.
 */
function unaskedPlaces(layer: PoolLayer, { input, output }: Surroundings): Padding {
  const along = (axis: 0 | 1, padding: number): readonly [number, number] => {
    const before = Math.floor((layer.poolSize[axis] - 1) / 2) - padding;
    const asked = ((output[axis] ?? 0) - 1) * layer.strides[axis] + 1;
    return [before, (input[axis] ?? 0) - before - asked];
  };
  const [top, , left] = layer.padding;
  return [...along(0, top), ...along(1, left)];
}

function pool({ type, poolSize, strides }: PoolLayer, options: object): EncodedLayer {
  return {
    className: type === 'maxPool' ? 'MaxPooling2D' : 'AveragePooling2D',
    options: { pool_size: poolSize, padding: 'valid', strides, ...channelsLast, ...options },
  };
}

/** Padding behind the last window, as MatConvNet gives it, changes nothing. */
function isUnused(
  { poolSize, strides, padding }: PoolLayer,
  { input, output }: Surroundings,
): boolean {
  const [top, , left] = padding;
  const fits = ([0, 1] as const).every(
    (axis) =>
      Math.floor(((input[axis] ?? 0) - poolSize[axis]) / strides[axis]) + 1 === output[axis],
  );
  return top === 0 && left === 0 && fits;
}
