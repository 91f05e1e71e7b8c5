import { describe, expect, it } from 'vitest';
import { adam, randomBatch } from '../test/random-head.js';
import {
  createSharedHead,
  KernelsError,
  loadFeatures,
  loadTrainingBatch,
  type HeadSpec,
  type TrainingBatch,
} from './index.js';

const spec: HeadSpec = {
  positions: 4,
  channels: 8,
  normalizationEpsilon: 1e-3,
  units: [16, 2],
  dropout: [0.5],
  batchSize: 6,
};

function errorOf(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

describe('createSharedHead', () => {
  it('holds the published head in 322 MB: three times its weights and little else', () => {
    const published = { positions: 49, channels: 512, units: [1024, 256, 2], dropout: [0.5, 0.5] };
    const { memory } = createSharedHead({ ...spec, ...published, batchSize: 32 }, 2);
    const weights = 4 * (25088 * 1024 + 1024 * 256 + 256 * 2);
    expect(memory.buffer.byteLength).toBeGreaterThan(3 * weights);
    expect(memory.buffer.byteLength).toBeLessThan(3 * weights + 12e6);
  });

  it.each<[Partial<HeadSpec>, string]>([
    [{ positions: 0 }, 'positions is 0'],
    [{ channels: 1.5 }, 'channels is 1.5'],
    [{ batchSize: -1 }, 'batchSize is -1'],
    [{ units: [] }, 'units is empty'],
    [{ units: [16, 1] }, 'units[1] is 1; it must be an integer of at least 2'],
    [{ units: [0, 2] }, 'units[0] is 0'],
    [{ dropout: [] }, 'dropout has 0 rates for 1 hidden layers'],
    [{ dropout: [1] }, 'dropout[0] is 1'],
    [{ normalizationEpsilon: 0 }, 'normalizationEpsilon is 0'],
    [{ loss: { l2: -1 } }, 'loss.l2 is -1'],
    [{ loss: { labelSmoothing: 1 } }, 'loss.labelSmoothing is 1'],
    [{ loss: { classWeights: [1] } }, 'loss.classWeights has 1 weights for 2 classes'],
    [{ loss: { classWeights: [1, Infinity] } }, 'loss.classWeights[1] is Infinity'],
    [{ channels: 1e9 }, 'more than the 4295 MB'],
  ])('refuses %o', (change, words) => {
    const error = errorOf(() => createSharedHead({ ...spec, ...change }, 1));
    expect(error).toBeInstanceOf(KernelsError);
    expect(error).toMatchObject({
      code: 'KERNELS_SPEC',
      message: expect.stringContaining(words) as string,
    });
  });

  it('refuses a crew of no threads', () => {
    expect(() => createSharedHead(spec, 0)).toThrow('threads is 0');
  });
});

describe('a batch that does not fit', () => {
  const batch = randomBatch(spec, 3, 1);

  it.each<[Partial<TrainingBatch>, string]>([
    [{ features: new Float32Array(0) }, 'there are 0 features'],
    [{ features: new Float32Array(33) }, 'there are 33 features; expected 32 for each'],
    [{ features: new Float32Array(7 * 32) }, 'of 1 to 6 pictures'],
    [{ labels: Uint32Array.of(0, 1) }, 'the labels must have 3 elements, but there are 2'],
    [{ labels: Uint32Array.of(0, 1, 2) }, 'label 2 is 2, but there are 2 classes'],
    [{ masks: [] }, 'the mask of hidden layer 0 must have 48 elements, but there are none'],
    [{ masks: [new Uint8Array(1)] }, 'but there are 1'],
  ])('is refused: %o', (change, words) => {
    const head = createSharedHead(spec, 1);
    const error = errorOf(() =>
      loadTrainingBatch(head, { ...batch, ...change }, { ...adam, step: 1 }),
    );
    expect(error).toMatchObject({
      code: 'KERNELS_INPUT',
      message: expect.stringContaining(words) as string,
    });
  });

  it('is refused for prediction too', () => {
    const features = new Float32Array(31);
    expect(() => loadFeatures(createSharedHead(spec, 1), features)).toThrow('31 features');
  });
});
