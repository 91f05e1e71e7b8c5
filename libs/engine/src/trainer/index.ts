export { createLocalTrainer } from './local-trainer.js';
export { dropoutMask } from './dropout-mask.js';
export { EngineError } from '../engine-error.js';
export type { EngineErrorCode } from '../engine-error.js';
export type {
  AdamOptions,
  BatchResult,
  CreateTrainer,
  ParameterPart,
  Trainer,
  TrainerOptions,
  TrainerParameter,
} from './trainer.js';
