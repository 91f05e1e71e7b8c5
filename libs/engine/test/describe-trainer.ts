import { layerWeights, type Network } from '@gender/network';
import { tensor, type Float32Tensor } from '@gender/tensor';
import { describe, expect, it } from 'vitest';
import { EngineError } from '../src/engine-error.js';
import type { CreateTrainer, Trainer, TrainerOptions } from '../src/trainer/trainer.js';
import { describeCheckpoint } from './describe-checkpoint.js';
import { describeLosses } from './describe-losses.js';
import { golden, goldenMask, goldenTensor, headArrays } from './golden-head.js';
import { randomHead, randomTensor, smallHead, wideHead } from './small-head.js';

const batch = randomTensor([6, 2, 2, 8], 5);
const labels = Uint32Array.of(0, 1, 1, 0, 1, 0);
const keepAll = [new Uint8Array(6 * 16).fill(1), new Uint8Array(6 * 8).fill(1)];

/** What every trainer must pass. */
export function describeTrainer(create: CreateTrainer): void {
  describeCheckpoint(create);
  describeLosses(create);

  describe.each([
    ['without dropout', golden.after, golden.history.loss_before_step, false],
    ['with the masks', golden.afterWithMasks, golden.history.with_dropout.loss_before_step, true],
  ] as const)('five steps %s', (_, after, losses, masked) => {
    async function trainFiveSteps(trainer: Trainer): Promise<number[]> {
      const { x, y } = golden.initial;
      const classes = Uint32Array.from({ length: 6 }, (__, n) => y.data[2 * n + 1]!);
      const found: number[] = [];
      for (let step = 0; step < 5; step += 1) {
        const { mask1, mask2 } = golden.masks;
        const masks = masked ? [goldenMask(mask1, step), goldenMask(mask2, step)] : [];
        found.push((await trainer.trainBatch(goldenTensor(x), classes, masks)).loss);
      }
      return found;
    }

    it('give the losses, probabilities and weights of independent software within 1e-5', async () => {
      const head = smallHead(headArrays(golden.initial), { dropout: masked });
      const learningRate = golden.history.learning_rate;
      await using trainer = await create(head, { adam: { learningRate }, threads: 2 });
      const found = await trainFiveSteps(trainer);
      found.forEach((loss, step) => expect(Math.abs(loss - losses[step]!)).toBeLessThan(1e-5));

      const probabilities = await trainer.predict(goldenTensor(golden.initial.x));
      expect(probabilities.shape).toEqual([6, 2]);
      const expectedProbabilities = goldenTensor(after.prob).data;
      expect(largestDifference(probabilities.data, expectedProbabilities)).toBeLessThan(1e-5);

      const expected = weightsOf(smallHead(headArrays(after)));
      const weights = weightsOf(await trainer.head());
      expect(weights.size).toBe(8);
      for (const [name, { shape, data }] of weights) {
        expect(shape, name).toEqual(expected.get(name)!.shape);
        expect(largestDifference(data, expected.get(name)!.data), name).toBeLessThan(1e-5);
      }
    });
  });

  describe('a trainer', () => {
    it('gives back the head it was given, bit for bit, before the first step', async () => {
      const head = randomHead();
      await using trainer = await create(head, { threads: 1 });
      expect(await trainer.head()).toEqual(head);
    });

    it('takes a smaller last batch and answers overlapping calls in order', async () => {
      await using trainer = await create(randomHead(), { threads: 2, batchSize: 6 });
      const two = tensor('float32', [2, 2, 2, 8], batch.data.slice(0, 64));
      const results = await Promise.all([
        trainer.trainBatch(batch, labels, keepAll),
        trainer.trainBatch(two, labels.slice(0, 2), [new Uint8Array(32), new Uint8Array(16)]),
        trainer.predict(two),
      ]);
      expect(results[0].loss).toBeGreaterThan(0);
      expect(results[1].correct).toBeLessThanOrEqual(2);
      expect(results[2].shape).toEqual([2, 2]);
      for (const row of [0, 2]) {
        const [first = 0, second = 0] = results[2].data.slice(row);
        expect(first + second).toBeCloseTo(1, 6);
      }
    });

    it('predicts larger batches than it trains where asked to', async () => {
      await using trainer = await create(randomHead(), { batchSize: 2, evaluationBatchSize: 6 });
      expect((await trainer.predict(batch)).shape).toEqual([6, 2]);
      await expect(trainer.trainBatch(batch, labels, keepAll)).rejects.toThrow('1 to 2');
    });
  });

  describe('a batch that does not fit', () => {
    it.each<[string, string, (trainer: Trainer) => Promise<unknown>]>([
      [
        'features of another shape',
        '(6, 2, 2, 4); the head reads (N, 2, 2, 8)',
        (trainer) => trainer.predict(randomTensor([6, 2, 2, 4], 1)),
      ],
      [
        'more pictures than batchSize',
        '7 pictures; this trainer takes 1 to 6',
        (trainer) => trainer.predict(randomTensor([7, 2, 2, 8], 1)),
      ],
      [
        'a missing label',
        '5 labels for 6 pictures',
        (trainer) => trainer.trainBatch(batch, labels.slice(1), keepAll),
      ],
      [
        'a label that is no class',
        'picture 1 is 2',
        (trainer) => trainer.trainBatch(batch, Uint32Array.of(0, 2, 0, 0, 0, 0), keepAll),
      ],
      [
        'a missing mask',
        '1 masks for 2 dropout layers',
        (trainer) => trainer.trainBatch(batch, labels, keepAll.slice(1)),
      ],
      [
        'a mask of another layer',
        '"dropout" has 48 bytes; expected 96',
        (trainer) => trainer.trainBatch(batch, labels, keepAll.toReversed()),
      ],
    ])('is refused: %s', async (_, words, call) => {
      await using trainer = await create(randomHead(), { threads: 1, batchSize: 6 });
      await expect(call(trainer)).rejects.toMatchObject({
        name: 'EngineError',
        code: 'ENGINE_SHAPE',
        message: expect.stringContaining(words) as string,
      });
      await expect(trainer.trainBatch(batch, labels, keepAll)).resolves.toBeDefined();
    });
  });

  describe('an option out of its range', () => {
    it.each<[TrainerOptions, string]>([
      [{ adam: { learningRate: Number.NaN } }, 'adam.learningRate is NaN'],
      [{ adam: { beta1: 1 } }, 'adam.beta1 is 1'],
      [{ adam: { beta2: -0.1 } }, 'adam.beta2 is -0.1'],
      [{ adam: { epsilon: 0 } }, 'adam.epsilon is 0'],
      [{ batchSize: 0 }, 'batchSize is 0'],
      [{ evaluationBatchSize: -1 }, 'evaluationBatchSize is -1'],
      [{ threads: 1.5 }, 'threads is 1.5'],
      [{ loss: { l2: -1e-4 } }, 'loss.l2 is -0.0001'],
      [{ loss: { labelSmoothing: 1 } }, 'loss.labelSmoothing is 1'],
      [{ loss: { classWeights: [1, 1, 1] } }, 'loss.classWeights has 3 weights for 2 classes'],
      [{ loss: { classWeights: [1, Number.NaN] } }, 'loss.classWeights[1] is NaN'],
    ])('is refused: %o', async (options, words) => {
      await expect(create(randomHead(), options)).rejects.toMatchObject({
        code: 'ENGINE_OPTIONS',
        message: expect.stringContaining(words) as string,
      });
    });
  });
}

/** What a trainer must pass that computes in threads of its own. */
export function describeTrainerThreads(create: CreateTrainer): void {
  describe('a trainer with threads of its own', () => {
    it('leaves the event loop free while threads compute', async () => {
      await using trainer = await create(wideHead(), { threads: 2 });
      const features = randomTensor([32, 7, 7, 64], 1);
      let turns = 0;
      let training = true;
      const count = (): void => {
        turns += 1;
        if (training) setImmediate(count);
      };
      setImmediate(count);
      await trainer.trainBatch(features, new Uint32Array(32), []);
      training = false;
      expect(turns).toBeGreaterThan(10);
    });

    it('ends its threads when disposed of and refuses further calls', async () => {
      const trainer = await create(randomHead(), { threads: 2 });
      const underWay = trainer.trainBatch(batch, labels, keepAll).catch((error: unknown) => error);
      await trainer[Symbol.asyncDispose]();
      await trainer[Symbol.asyncDispose]();
      const outcome = await underWay;
      expect(outcome).toBeInstanceOf(EngineError);
      await expect(trainer.predict(batch)).rejects.toMatchObject({
        code: 'ENGINE_FAILED',
        message: expect.stringContaining('disposed') as string,
      });
    });
  });
}

/** The weights of a network by `layer/name`. */
function weightsOf(network: Network): Map<string, Float32Tensor> {
  return new Map(
    network.layers.flatMap((layer) =>
      layerWeights(layer).map((weight) => [`${layer.name}/${weight.name}`, weight.tensor] as const),
    ),
  );
}

function largestDifference(ours: Float32Array, reference: Float32Array): number {
  expect(ours.length).toBe(reference.length);
  return ours.reduce((peak, value, i) => Math.max(peak, Math.abs(value - reference[i]!)), 0);
}
