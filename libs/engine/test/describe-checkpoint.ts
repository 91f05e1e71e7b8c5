import { layerWeights } from '@gender/network';
import { describe, expect, it } from 'vitest';
import type {
  CreateTrainer,
  ParameterPart,
  Trainer,
  TrainerParameter,
} from '../src/trainer/trainer.js';
import { randomHead, randomTensor } from './small-head.js';

const parts = ['value', 'momentum', 'variance'] as const;
const features = randomTensor([6, 2, 2, 8], 5);
const labels = Uint32Array.of(0, 1, 1, 0, 1, 0);
const masks = [6 * 16, 6 * 8].map((length) =>
  Uint8Array.from({ length }, (_, index) => Number(index % 3 > 0)),
);

/** What every trainer must pass: its whole state can be read, and put into another one. */
export function describeCheckpoint(create: CreateTrainer): void {
  describe('the state of a trainer', () => {
    it('has a parameter for each weight of the head, in the order of Keras', async () => {
      await using trainer = await create(randomHead());
      expect(trainer.steps).toBe(0);
      expect(trainer.parameters).toEqual([
        { layer: 'layer_normalization', name: 'gamma', shape: [8] },
        { layer: 'layer_normalization', name: 'beta', shape: [8] },
        { layer: 'fc1', name: 'kernel', shape: [32, 16] },
        { layer: 'fc1', name: 'bias', shape: [16] },
        { layer: 'fc2', name: 'kernel', shape: [16, 8] },
        { layer: 'fc2', name: 'bias', shape: [8] },
        { layer: 'fc3', name: 'kernel', shape: [8, 2] },
        { layer: 'fc3', name: 'bias', shape: [2] },
      ]);
    });

    it('is read in rows: the weights of the head, and moments that begin at zero', async () => {
      await using trainer = await create(randomHead());
      const weights = randomHead().layers.flatMap((layer) =>
        layerWeights(layer).map(({ tensor }) => tensor.data),
      );
      for (const [index, parameter] of trainer.parameters.entries()) {
        expect(await readAll(trainer, parameter, 'value')).toEqual(weights[index]);
        expect((await readAll(trainer, parameter, 'momentum')).every((m) => m === 0)).toBe(true);
      }
      const kernel = trainer.parameters[2]!;
      const rows = await trainer.readRows(kernel, 'value', 7, 3);
      expect(rows).toEqual(weights[2]!.slice(7 * 16, 10 * 16));
      const again = await trainer.readRows(kernel, 'value', 30, 2, rows.buffer);
      expect(again).toEqual(weights[2]!.slice(30 * 16));
    });

    it('takes another trainer on, bit for bit, where the first one was', async () => {
      await using first = await create(randomHead(1), { threads: 1 });
      await train(first, 3);
      await using second = await create(randomHead(2), { threads: 2 });
      for (const parameter of first.parameters) {
        for (const part of parts) await copyInPieces(first, second, parameter, part);
      }
      second.steps = first.steps;
      expect(second.steps).toBe(3);
      await train(first, 2);
      await train(second, 2);
      expect(second.steps).toBe(5);
      for (const parameter of first.parameters) {
        for (const part of parts) {
          const expected = await readAll(first, parameter, part);
          expect(await readAll(second, parameter, part)).toEqual(expected);
        }
      }
    });

    it('is not read or written where it does not exist', async () => {
      await using trainer = await create(randomHead());
      const [gamma, , kernel] = trainer.parameters;
      const strange: TrainerParameter = { layer: 'fc9', name: 'bias', shape: [2] };
      const attempts: [Promise<unknown>, string][] = [
        [trainer.readRows(strange, 'value', 0, 1), 'no bias of a layer "fc9"'],
        [trainer.readRows(kernel!, 'value', 30, 3), 'fc1/kernel has 32 rows of 16'],
        [trainer.readRows(gamma!, 'value', -1, 3), 'does not have 3 from row -1 on'],
        [trainer.writeRows(gamma!, 'value', 4, new Float32Array(5)), 'gamma has 8 rows of 1'],
        [trainer.writeRows(kernel!, 'value', 0, new Float32Array(24)), 'does not have 1.5'],
      ];
      for (const [attempt, words] of attempts) {
        await expect(attempt).rejects.toMatchObject({
          code: 'ENGINE_SHAPE',
          message: expect.stringContaining(words) as string,
        });
      }
      expect(() => (trainer.steps = -1)).toThrow('steps is -1');
    });
  });
}

async function train(trainer: Trainer, steps: number): Promise<void> {
  for (let step = 0; step < steps; step += 1) await trainer.trainBatch(features, labels, masks);
}

function readAll(
  trainer: Trainer,
  parameter: TrainerParameter,
  part: ParameterPart,
): Promise<Float32Array> {
  return trainer.readRows(parameter, part, 0, parameter.shape[0]!);
}

async function copyInPieces(
  from: Trainer,
  to: Trainer,
  parameter: TrainerParameter,
  part: ParameterPart,
): Promise<void> {
  const [all = 0] = parameter.shape;
  for (let row = 0; row < all; row += 5) {
    const rows = await from.readRows(parameter, part, row, Math.min(5, all - row));
    await to.writeRows(parameter, part, row, rows);
  }
}
