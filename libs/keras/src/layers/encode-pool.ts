import type { PoolLayer } from '@gender/network';
import { channelsLast, sides, type EncodedLayer, type Surroundings } from './encoded-layer.js';
import { KerasError } from '../keras-error.js';
import { paddingMode } from './padding-mode.js';

/** Padding for which Keras has no word becomes a layer before a max-pool that follows a ReLU. */
export function encodePool(target: string, layer: PoolLayer, around: Surroundings): EncodedLayer[] {
  const { name, type, poolSize, strides, padding } = layer;
  const mode = isUnused(layer, around)
    ? 'valid'
    : paddingMode(padding, around.input, poolSize, strides);
  const pool = {
    className: type === 'maxPool' ? 'MaxPooling2D' : 'AveragePooling2D',
    options: { pool_size: poolSize, padding: mode ?? 'valid', strides, ...channelsLast },
  };
  if (mode !== undefined) return [pool];
  const { before } = around;
  if (type === 'maxPool' && before?.type === 'relu' && before.negativeSlope === 0) {
    // No value is below zero, so zeros around them never win.
    const options = { padding: sides(padding), ...channelsLast };
    return [{ className: 'ZeroPadding2D', suffix: '_padding', options }, pool];
  }
  throw new KerasError(
    'KERAS_NETWORK',
    `cannot write ${target}: layer "${name}" (${type}) pads its windows by (${padding.join(', ')}), for which Keras has no word`,
  );
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
