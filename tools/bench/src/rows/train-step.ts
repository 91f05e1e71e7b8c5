import { BATCH_SIZE, TrainingLoop } from '../fixtures/training.js';
import type { Contest, Pair } from '../harness/pair.js';
import { PythonProcess } from '../python/python-process.js';
import { featureShape } from '../vgg-size.js';
import type { Workbench } from '../workbench.js';

/** A step of Adam on the published head, batch 32. */
export const trainStepPairs: readonly Pair[] = [
  against('pytorch', '≤ 0.25', 'train_pytorch.py', { fused: false }),
  against('pytorch-fused', '≤ 0.25', 'train_pytorch.py', { fused: true }),
  against('keras', '≤ 0.4', 'train_keras.py', { jit: false }),
  against('keras-xla', '≤ 0.6', 'train_keras.py', { jit: true }),
];

function against(baseline: string, bar: string, script: string, variant: object): Pair {
  const prepare = async (bench: Workbench): Promise<Contest> => {
    const { steps, network, hiddenUnits: units } = bench.scale;
    const features = featureShape(network);
    const args = { ...variant, features, units, steps, batch: BATCH_SIZE };
    const python = await PythonProcess.start(bench, script, args);
    const loop = await TrainingLoop.create(bench);
    return {
      ours: () => loop.run(steps),
      theirs: async () => ((await python.run()) * 1000) / steps,
      [Symbol.asyncDispose]: async () => {
        await loop[Symbol.asyncDispose]();
        await python[Symbol.asyncDispose]();
      },
    };
  };
  return { name: 'train-step', baseline, unit: 'ms', bar, prepare };
}
