import { required, type Random } from '@gender/core';

/**
 * Kernels uniform in ±√(6 / (inputs + units)) (Glorot & Bengio 2010; Keras' `glorot_uniform`), some
 * rows at a time: the pieces together are the same values, however they are cut.
 *
 * @param shape - `(inputs, units)`
 * @param pieces - how many rows to draw at once
 * @returns for each piece `rows × units` values, row-major
 */
export function* glorotUniform(
  shape: readonly number[],
  random: Random,
  pieces: Iterable<{ rows: number }>,
): Generator<Float32Array<ArrayBuffer>> {
  const inputs = required(shape[0], 'the inputs of a dense kernel');
  const units = required(shape[1], 'the units of a dense kernel');
  const limit = Math.sqrt(6 / (inputs + units));
  for (const { rows } of pieces) {
    const values = new Float32Array(rows * units);
    for (let index = 0; index < values.length; index += 1) {
      values[index] = (2 * random.next() - 1) * limit;
    }
    yield values;
  }
}
