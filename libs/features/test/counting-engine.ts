import type { Engine } from '@gender/engine';
import { tensor } from '@gender/tensor';

/**
 * An engine that "computes" rows of shape (4, 4, 5) filled with the first three input values of
 * each picture, and counts the pictures.
 *
 * @param failAfter - pictures after which it fails, as a power cut would
 */
export function countingEngine(failAfter = Infinity): Engine & { pictures: number } {
  const engine = {
    name: 'onnxruntime' as const,
    version: 'test',
    device: 'cpu' as const,
    pictures: 0,
    loadModel: () => Promise.reject(new Error('it runs networks of layers')),
    loadNetwork: () =>
      Promise.resolve({
        run: (input: { data: Float32Array; shape: readonly number[] }) => {
          const [count = 0, ...rest] = input.shape;
          const size = rest.reduce((product, length) => product * length, 1);
          if (engine.pictures + count > failAfter) return Promise.reject(new Error('power cut'));
          engine.pictures += count;
          const data = Float32Array.from({ length: count * 80 }, (_, index) => {
            return input.data[Math.floor(index / 80) * size + ((index % 80) % 3)] ?? Number.NaN;
          });
          return Promise.resolve([tensor('float32', [count, 4, 4, 5], data)]);
        },
        [Symbol.asyncDispose]: () => Promise.resolve(),
      }),
  };
  return engine;
}
