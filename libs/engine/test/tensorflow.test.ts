import { createRandom } from '@gender/core';
import { tensor } from '@gender/tensor';
import { describe, expect, it } from 'vitest';
import { dropoutMask } from '../src/trainer/dropout-mask.js';
import { createTrainer } from '../src/kernels/kernels-trainer.js';
import { createTensorFlowEngine } from '../src/tensorflow/tensorflow-engine.js';
import { createTensorFlowTrainer } from '../src/tensorflow/tensorflow-trainer.js';
import type { CreateTrainer } from '../src/trainer/trainer.js';
import { describeEngine } from './describe-engine.js';
import { describeTrainer, describeTrainerThreads } from './describe-trainer.js';
import { randomHead, randomTensor } from './small-head.js';

/** Set to the folder of an installed @tensorflow/tfjs-node, see README.md. */
const installed = process.env['GENDER_TFJS_NODE'] !== undefined;

describe.runIf(installed)('the engine tensorflow', () => {
  describeEngine(createTensorFlowEngine);

  it('says its name and the versions of the package and of TensorFlow', async () => {
    const engine = await createTensorFlowEngine();
    expect(engine.name).toBe('tensorflow');
    expect(engine.version).toMatch(/^\d+\.\d+\.\d+ \(TensorFlow \d+\.\d+\.\d+\)$/);
  });

  it('says where it computes when asked for another device', async () => {
    await expect(createTensorFlowEngine('webgpu')).rejects.toMatchObject({
      code: 'ENGINE_DEVICE',
      message: expect.stringMatching(
        /^the engine "tensorflow" cannot compute on "webgpu": .* computes on "cpu"; take that device, .*tfjs-node-gpu/,
      ) as string,
    });
  });

  it('refuses to compute in 8 bits, and says who does', async () => {
    const engine = await createTensorFlowEngine();
    const quantization = { ranges: {}, weightBits: 7 } as const;
    await expect(engine.loadNetwork(randomHead(), { quantization })).rejects.toMatchObject({
      code: 'ENGINE_OPTIONS',
      message: expect.stringContaining('in float32 only; for 8-bit integers take') as string,
    });
  });

  it('refuses a number of threads that makes no sense', async () => {
    const engine = await createTensorFlowEngine();
    await expect(engine.loadNetwork(randomHead(), { threads: 0 })).rejects.toMatchObject({
      code: 'ENGINE_OPTIONS',
      message: 'threads is 0; it must be an integer of at least 1',
    });
  });
});

describe.runIf(installed)('the trainer tensorflow', () => {
  describeTrainer(createTensorFlowTrainer);
  describeTrainerThreads(createTensorFlowTrainer);

  it('follows the kernels for 20 steps: losses within 1e-4, the same pictures right', async () => {
    const ours = await trainTwentySteps(createTensorFlowTrainer);
    const kernels = await trainTwentySteps(createTrainer);
    expect(meanLoss(kernels.slice(15))).toBeLessThan(meanLoss(kernels.slice(0, 5)));
    ours.forEach(({ loss, correct }, step) => {
      expect(Math.abs(loss - kernels[step]!.loss), `step ${step}`).toBeLessThan(1e-4);
      expect(correct, `step ${step}`).toBe(kernels[step]!.correct);
    });
  });
});

function meanLoss(steps: readonly { loss: number }[]): number {
  return steps.reduce((sum, { loss }) => sum + loss, 0) / steps.length;
}

async function trainTwentySteps(
  create: CreateTrainer,
): Promise<{ loss: number; correct: number }[]> {
  await using trainer = await create(randomHead(), { adam: { learningRate: 3e-3 }, threads: 1 });
  const random = createRandom(11);
  const features = randomTensor([24, 2, 2, 8], 9);
  const labels = Uint32Array.from({ length: 24 }, (_, picture) =>
    Number(features.data[picture * 32]! > 0),
  );
  const results: { loss: number; correct: number }[] = [];
  for (let step = 0; step < 20; step += 1) {
    const masks = [16, 8].map((units) => dropoutMask(random, 0.5, 24, units));
    results.push(
      await trainer.trainBatch(tensor('float32', [24, 2, 2, 8], features.data), labels, masks),
    );
  }
  return results;
}
