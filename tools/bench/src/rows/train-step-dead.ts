import { TrainingLoop } from '../fixtures/training.js';
import type { Contest, Pair } from '../harness/pair.js';
import type { Workbench } from '../workbench.js';

/** A step of a head a third of whose hidden units have been dead for long, against an ordinary one. */
export const trainStepDeadPair: Pair = {
  name: 'train-step-dead',
  baseline: 'train-step',
  unit: 'ms',
  bar: '≤ 1.1',
  prepare: prepareDead,
};

async function prepareDead(bench: Workbench): Promise<Contest> {
  const { steps, deadSteps } = bench.scale;
  const dead = await TrainingLoop.create(bench);
  await dead.run(steps);
  await dead.killUnits();
  await dead.run(deadSteps);
  const ordinary = await TrainingLoop.create(bench);
  return {
    ours: () => dead.run(steps),
    theirs: () => ordinary.run(steps),
    [Symbol.asyncDispose]: async () => {
      await dead[Symbol.asyncDispose]();
      await ordinary[Symbol.asyncDispose]();
    },
  };
}
