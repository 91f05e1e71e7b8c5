import { createRandom } from '@gender/core';
import type { FeatureRecord, FeatureStore } from '@gender/features';
import type { Network } from '@gender/network';
import { bytesOf, tensor } from '@gender/tensor';
import { describe, expect, it } from 'vitest';
import { createHead } from './create-head.js';
import { fitHead, type EpochResult } from './fit-head.js';

const rowShape = [3, 4];

/** A store in memory: the label decides the sign of one channel; the others are noise. */
function memoryStore(length: number, seed: number, backbone = 'one'): FeatureStore {
  const random = createRandom(seed);
  const labels = Array.from({ length }, () => random.integer(2));
  const data = Float32Array.from({ length: length * 12 }, () => random.normal());
  labels.forEach((label, row) => {
    for (const at of [0, 4, 8]) data[row * 12 + at] = label === 0 ? 3 : -3;
  });
  const record: FeatureRecord = {
    format: 1,
    rowShape,
    backbone,
    preprocessing: { mode: 'rescale', height: 8, width: 8, resampling: 'nearest', exif: 'apply' },
    classes: ['Female', 'Male'],
    images: labels.map((label, row) => ({ file: `${row}`, label, sha256: `${row}` })),
  };
  const rowsOf = (rows: readonly number[]): Float32Array =>
    Float32Array.from(rows.flatMap((row) => [...data.subarray(row * 12, (row + 1) * 12)]));
  return {
    path: `memory-${backbone}`,
    record,
    length,
    rowShape,
    read: (start, end) =>
      Promise.resolve(
        tensor('float32', [end - start, ...rowShape], data.slice(start * 12, end * 12)),
      ),
    gather: (rows) => Promise.resolve(tensor('float32', [rows.length, ...rowShape], rowsOf(rows))),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

const train = memoryStore(70, 1);
const validation = memoryStore(30, 2);

function head(): Network {
  const random = createRandom(4);
  const classes = ['Female', 'Male'];
  return createHead({ inputShape: rowShape, classes, random, hiddenUnits: [16, 8] });
}

/** All weights of a head as one buffer. */
function weightsOf({ layers }: Network): Buffer {
  return Buffer.concat(
    layers.flatMap((layer) => (layer.type === 'dense' ? [bytesOf(layer.kernel)] : [])),
  );
}

const options = { train, validation, seed: 5, adam: { learningRate: 0.01 } };

describe('fitHead', () => {
  it('learns to tell two classes apart', async () => {
    const seen: EpochResult[] = [];
    const fitted = await fitHead({ ...options, head: head(), onEpoch: (r) => seen.push(r) });
    expect(fitted.epochs).toEqual(seen);
    expect(fitted.epochs[fitted.bestEpoch - 1]?.valAccuracy).toBeGreaterThan(0.9);
    expect(fitted.epochs.at(-1)?.loss).toBeLessThan(fitted.epochs[0]?.loss ?? 0);
  });

  it('stops after three epochs without a better validation accuracy, and keeps the best', async () => {
    const { epochs, bestEpoch } = await fitHead({ ...options, head: head(), epochs: 50 });
    const accuracies = epochs.map(({ valAccuracy }) => valAccuracy);
    expect(accuracies.indexOf(Math.max(...accuracies)) + 1).toBe(bestEpoch);
    expect(epochs).toHaveLength(bestEpoch + 3);

    const short = await fitHead({ ...options, head: head(), epochs: bestEpoch });
    const long = await fitHead({ ...options, head: head(), epochs: 50 });
    expect(weightsOf(long.head)).toEqual(weightsOf(short.head));
  });

  it('gives the same weights for the same seed and any number of threads, others for another', async () => {
    const fit = async (seed: number, threads: number): Promise<Buffer> =>
      weightsOf((await fitHead({ ...options, head: head(), seed, threads, epochs: 2 })).head);
    const one = await fit(5, 1);
    expect(await fit(5, 2)).toEqual(one);
    expect(await fit(6, 1)).not.toEqual(one);
  });

  it('refuses stores that were made in different ways', async () => {
    const other = memoryStore(10, 3, 'two');
    await expect(fitHead({ ...options, validation: other, head: head() })).rejects.toMatchObject({
      code: 'CLASSIFIER_FEATURES',
    });
  });

  it('stops when it is told to', async () => {
    const signal = AbortSignal.abort(new Error('Ctrl-C'));
    await expect(fitHead({ ...options, head: head(), signal })).rejects.toThrow('Ctrl-C');
  });
});
