import { createRandom } from '@gender/core';
import { countParameters, inferShapes, validateNetwork } from '@gender/network';
import { describe, expect, it } from 'vitest';
import { createHead, outlineHead } from './create-head.js';
import { initialRows } from './initial-weights.js';

const published = createHead({
  inputShape: [7, 7, 512],
  classes: ['Female', 'Male'],
  random: createRandom(0),
});

describe('createHead', () => {
  it('has the layers of the published model', () => {
    expect(published.layers.map(({ name }) => name)).toEqual([
      'layer_normalization',
      'flatten',
      'fc1',
      'fc1_relu',
      'dropout',
      'fc2',
      'fc2_relu',
      'dropout_1',
      'fc3',
      'fc3_softmax',
    ]);
    expect(inferShapes(validateNetwork(published)).get('fc3')).toEqual([2]);
  });

  it('has as many parameters as its sizes say', () => {
    const normalization = 2 * 512;
    const dense = (25_088 + 1) * 1024 + (1024 + 1) * 256 + (256 + 1) * 2;
    expect(countParameters(published).total).toBe(normalization + dense);
  });

  it('begins with Glorot-uniform kernels and zero biases', () => {
    const fc2 = published.layers.find(({ name }) => name === 'fc2');
    if (fc2?.type !== 'dense') throw new Error('fc2 is not dense');
    const limit = Math.sqrt(6 / (1024 + 256));
    const { data } = fc2.kernel;
    const variance = data.reduce((sum, value) => sum + value ** 2, 0) / data.length;
    expect(Math.max(...data.map(Math.abs).subarray(0, 10_000))).toBeLessThanOrEqual(limit);
    // The variance of a uniform distribution in ±a is a²/3; 262 144 samples are within 1 % of it.
    expect(variance / (limit ** 2 / 3)).toBeCloseTo(1, 1);
    expect(fc2.bias?.data.every((value) => value === 0)).toBe(true);
  });

  it('takes any number of classes and hidden layers', () => {
    const head = createHead({
      inputShape: [5],
      classes: ['a', 'b', 'c'],
      random: createRandom(1),
      hiddenUnits: [],
    });
    expect(head.layers.map(({ type }) => type)).toEqual(['layerNormalization', 'dense', 'softmax']);
  });

  it.each([[[1e6]], [[Number.MAX_SAFE_INTEGER]], [[65536, 65536]]])(
    'refuses hidden units that no memory holds: %j',
    (hiddenUnits) => {
      const outline = (): unknown =>
        outlineHead({ inputShape: [7, 7, 512], classes: ['a', 'b'], hiddenUnits });
      expect(outline).toThrow(expect.objectContaining({ code: 'CLASSIFIER_OPTIONS' }));
      expect(outline).toThrow(/need [\d.e+]+ GB to be trained/);
    },
  );

  it('leaves out the dropout of layers whose rate is zero', () => {
    const head = createHead({
      inputShape: [5],
      classes: ['a', 'b'],
      random: createRandom(1),
      hiddenUnits: [4, 3, 2],
      dropout: [0, 0.25, 0.5],
    });
    const dropouts = head.layers.filter(({ type }) => type === 'dropout');
    expect(dropouts).toEqual([
      { type: 'dropout', name: 'dropout', inputs: ['fc2_relu'], rate: 0.25 },
      { type: 'dropout', name: 'dropout_1', inputs: ['fc3_relu'], rate: 0.5 },
    ]);
  });

  it.each([[[0.5]], [1], [[0.5, -0.1]]])('refuses the dropout %j of two layers', (dropout) => {
    const options = { inputShape: [5], classes: ['a', 'b'], hiddenUnits: [4, 3], dropout };
    expect(() => outlineHead(options)).toThrow(
      expect.objectContaining({ code: 'CLASSIFIER_OPTIONS' }),
    );
  });
});

describe('initial weights drawn as they are asked for', () => {
  it('are those of createHead, however many pieces they come in', async () => {
    const options = { inputShape: [600, 5], classes: ['a', 'b'], hiddenUnits: [700] };
    const whole = createHead({ ...options, random: createRandom(3) });
    const rows = initialRows(outlineHead(options), createRandom(3));
    const pieces: Float32Array[] = [];
    for await (const piece of rows('fc1', 'kernel') ?? []) pieces.push(piece);
    const kernel = whole.layers.find(({ name }) => name === 'fc1');
    if (kernel?.type !== 'dense') throw new Error('fc1 is not dense');
    expect(pieces.length).toBeGreaterThan(1);
    expect(Buffer.concat(pieces.map(bytes)).equals(bytes(kernel.kernel.data))).toBe(true);
    expect(rows('fc1', 'bias')).toBeUndefined();
  });
});

function bytes({ buffer, byteOffset, byteLength }: Float32Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}
