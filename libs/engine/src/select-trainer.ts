import type { EngineName } from './engine.js';
import { createTrainer } from './kernels/kernels-trainer.js';
import { createTensorFlowTrainer } from './tensorflow/tensorflow-trainer.js';
import type { CreateTrainer } from './trainer/trainer.js';

/**
 * What trains where an engine was asked for by name: `tensorflow` trains by itself; for the others,
 * which only run networks, the kernels do.
 */
export function selectTrainer(engine: EngineName | 'auto' = 'auto'): CreateTrainer {
  return engine === 'tensorflow' ? createTensorFlowTrainer : createTrainer;
}
