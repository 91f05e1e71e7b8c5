import { conv2d, networkOf, relu, type Network } from '@gender/network';
import { tensor, type Float32Tensor } from '@gender/tensor';
import type { NetworkRunner, RunnableNetwork } from '../src/calibrate.js';

/** One convolution, 1 × 1, that doubles its single channel and adds `bias`; then a ReLU. */
export function smallNetwork(bias = -1): Network {
  return networkOf(
    'doubling',
    [1, 2, 1],
    conv2d('conv', 'image', {
      kernel: tensor('float32', [1, 1, 1, 1], Float32Array.of(2)),
      bias: tensor('float32', [1], Float32Array.of(bias)),
    }),
    relu('relu', 'conv'),
  );
}

/** Computes `smallNetwork`, and counts how often it is loaded. */
export class SmallRunner implements NetworkRunner {
  loads = 0;

  loadNetwork(
    network: Network,
    { outputs }: { outputs: readonly string[] },
  ): Promise<RunnableNetwork> {
    this.loads += 1;
    if (outputs.join() !== 'relu') throw new RangeError(`asked for ${outputs.join()}`);
    const [conv] = network.layers;
    const bias = conv?.type === 'conv2d' ? (conv.bias?.data[0] ?? 0) : 0;
    return Promise.resolve({
      run: ({ shape, data }: Float32Tensor) =>
        Promise.resolve([
          tensor(
            'float32',
            shape,
            data.map((value) => Math.max(0, 2 * value + bias)),
          ),
        ]),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    });
  }
}

/** Batches of one picture of two values each. */
export async function* picturesOf(...pairs: [number, number][]): AsyncGenerator<Float32Tensor> {
  for (const pair of pairs) yield tensor('float32', [1, 1, 2, 1], Float32Array.from(pair));
  await Promise.resolve();
}
