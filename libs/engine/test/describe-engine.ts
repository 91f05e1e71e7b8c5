import { createRandom } from '@gender/core';
import { NetworkError, conv2d, dense, networkOf, type Network } from '@gender/network';
import { tensor, zeroTensor, type Float32Tensor } from '@gender/tensor';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine, LoadedNetwork } from '../src/engine.js';
import { EngineError } from '../src/engine-error.js';
import { expectClose } from './expect-close.js';
import { groupLayerCases, readLayerCases } from './layer-cases.js';

/**
 * What every engine must pass.
 *
 * @param lacks - titles of cases that the engine refuses for want of an operation
 */
export function describeEngine(create: () => Promise<Engine>, lacks?: RegExp): void {
  let engine: Engine;
  beforeAll(async () => {
    engine = await create();
  });

  describe('computes what PyTorch computes', () => {
    const cases = readLayerCases().filter(({ title }) => !lacks?.test(title));
    const found = new Map<string, Float32Tensor>();
    beforeAll(async () => {
      for (const { network, input, outputs } of groupLayerCases(cases)) {
        const names = outputs.map(({ name }) => name);
        await using loaded = await engine.loadNetwork(network, { threads: 1, outputs: names });
        (await loaded.run(input)).forEach((result, index) => found.set(names[index]!, result));
      }
    });

    it.each(cases)('$title', ({ title, outputs }) => {
      for (const [name, expected] of outputs) {
        const result = found.get(`${title}/${name}`);
        if (result === undefined) expect.fail(`"${name}" was not computed`);
        expectClose(result, expected, name);
      }
    });
  });

  describe('loadNetwork', () => {
    it('returns the output of the network unless told otherwise', async () => {
      await using loaded = await engine.loadNetwork(mixer());
      const found = await loaded.run(pictures(2));
      expect(found.map(({ shape }) => shape)).toEqual([[2, 3]]);
    });

    it('returns outputs in the order asked for, also one asked for twice', async () => {
      await using loaded = await engine.loadNetwork(mixer(), { outputs: ['prob', 'conv', 'prob'] });
      const [first, second, third] = await loaded.run(pictures(2));
      expect(second!.shape).toEqual([2, 6, 6, 8]);
      expect(third).toEqual(first);
    });

    it('refuses an output that does not exist, by name', async () => {
      const loading = engine.loadNetwork(mixer(), { outputs: ['pool5'] });
      await expect(loading).rejects.toThrow(NetworkError);
      await expect(loading).rejects.toThrow('"pool5"');
    });
  });

  describe('run', () => {
    let loaded: LoadedNetwork;
    beforeAll(async () => {
      loaded = await engine.loadNetwork(mixer(), { threads: 2 });
    });
    afterAll(() => loaded[Symbol.asyncDispose]());

    it('takes batches of any size and gives each picture the same result', async () => {
      const many = pictures(5);
      const [together] = await loaded.run(many);
      for (let index = 0; index < 5; index += 1) {
        const [alone] = await loaded.run(rows(many, index, index + 1));
        expectClose(alone!, rows(together!, index, index + 1), `picture ${index}`);
      }
    });

    it('takes pictures of any size where the network does, of its channels only', async () => {
      const network = mixer();
      const { input } = network;
      const anySize = { ...network, input: { ...input, anySize: true } };
      await using flexible = await engine.loadNetwork(anySize, { outputs: ['conv'] });
      const [conv] = await flexible.run(zeroTensor('float32', [1, 9, 7, 3]));
      expect(conv!.shape).toEqual([1, 9, 7, 8]);
      const grey = flexible.run(zeroTensor('float32', [1, 9, 7, 1]));
      await expect(grey).rejects.toMatchObject({ code: 'ENGINE_SHAPE' });
    });

    it('gives the same bytes for the same input', async () => {
      const input = pictures(3);
      expect(await loaded.run(input)).toEqual(await loaded.run(input));
    });

    it('neither takes nor keeps the input', async () => {
      const input = pictures(2);
      const [expected] = await loaded.run(input);
      const running = loaded.run(input);
      input.data.fill(0);
      expect(await running).toEqual([expected]);
    });

    it('takes a part of a larger buffer', async () => {
      const [, second] = [rows(pictures(2), 0, 1), rows(pictures(2), 1, 2)];
      const copied = tensor('float32', second.shape, second.data.slice());
      expect(await loaded.run(second)).toEqual(await loaded.run(copied));
    });

    it('answers overlapping calls in their order', async () => {
      const order: number[] = [];
      const sizes = [40, 1, 7, 2];
      const results = await Promise.all(
        sizes.map(async (size) => {
          const [result] = await loaded.run(pictures(size));
          order.push(size);
          return result!;
        }),
      );
      expect(order).toEqual(sizes);
      expect(results.map(({ shape }) => shape[0])).toEqual(sizes);
    });

    it('gives overlapping calls the bytes of calls in turn, in however many lanes', async () => {
      await using lanes = await engine.loadNetwork(mixer(), { threads: 3, overlapping: true });
      const batches = [5, 1, 3, 2, 4].map(pictures);
      const expected: Float32Tensor[][] = [];
      for (const batch of batches) expected.push(await loaded.run(batch));
      expect(await Promise.all(batches.map((batch) => lanes.run(batch)))).toEqual(expected);
    });

    it('keeps two networks apart', async () => {
      await using other = await engine.loadNetwork(mixer(2));
      const input = pictures(2);
      const [[a], [b]] = await Promise.all([loaded.run(input), other.run(input)]);
      expect(a).not.toEqual(b);
      expect(await loaded.run(input)).toEqual([a]);
    });

    it('leaves the calling thread free', async () => {
      let running = true;
      const answer = loaded.run(pictures(8000)).finally(() => (running = false));
      let turns = 0;
      for (; running; turns += 1) await new Promise((resolve) => setImmediate(resolve));
      await answer;
      expect(turns).toBeGreaterThan(5);
    });

    it.each([
      ['other lengths', [2, 6, 5, 3], 180],
      ['no batch axis', [6, 6, 3], 108],
      ['no pictures', [0, 6, 6, 3], 0],
      ['fewer elements than the shape says', [2, 6, 6, 3], 100],
    ])('refuses %s, then works on', async (_, shape, length) => {
      const input = { dtype: 'float32' as const, shape, data: new Float32Array(length) };
      const running = loaded.run(input);
      await expect(running).rejects.toThrow(EngineError);
      await expect(running).rejects.toMatchObject({
        code: 'ENGINE_SHAPE',
        message: expect.stringContaining('network "mixer" reads (N, 6, 6, 3)') as string,
      });
      expect(await loaded.run(pictures(1))).toHaveLength(1);
    });
  });

  describe('disposal', () => {
    it('fails runs without an answer, and later ones, and may be repeated', async () => {
      const loaded = await engine.loadNetwork(mixer());
      const running = loaded.run(pictures(4)).catch((error: unknown) => error);
      await loaded[Symbol.asyncDispose]();
      await loaded[Symbol.asyncDispose]();
      expect(await running).toMatchObject({ code: 'ENGINE_FAILED' });
      await expect(loaded.run(pictures(1))).rejects.toMatchObject({
        code: 'ENGINE_FAILED',
        message: expect.stringContaining('disposed') as string,
      });
    });
  });
}

/** A network with a convolution, a pool and a softmax, with weights drawn from `seed`. */
function mixer(seed = 1): Network {
  const random = createRandom(seed);
  const draw = (...shape: number[]): Float32Tensor => {
    const length = shape.reduce((product, each) => product * each, 1);
    return tensor(
      'float32',
      shape,
      Float32Array.from({ length }, () => random.normal()),
    );
  };
  return networkOf(
    'mixer',
    [6, 6, 3],
    conv2d('conv', 'image', { padding: [1, 1, 1, 1], kernel: draw(3, 3, 3, 8), bias: draw(8) }),
    { type: 'globalAveragePool', name: 'pool', inputs: ['conv'] },
    dense('fc', 'pool', { kernel: draw(8, 3), bias: draw(3) }),
    { type: 'softmax', name: 'prob', inputs: ['fc'] },
  );
}

function pictures(count: number): Float32Tensor {
  const random = createRandom(count);
  const data = Float32Array.from({ length: count * 108 }, () => random.normal());
  return tensor('float32', [count, 6, 6, 3], data);
}

function rows(source: Float32Tensor, start: number, end: number): Float32Tensor {
  const [count = 1, ...rest] = source.shape;
  const size = source.data.length / count;
  return tensor('float32', [end - start, ...rest], source.data.subarray(start * size, end * size));
}
