export { devices, engineNames } from './engine.js';
export { createTrainer } from './kernels/kernels-trainer.js';
export { dropoutMask } from './trainer/dropout-mask.js';
export { describeEngines, describeKernels } from './describe-engines.js';
export { maxThreads } from './thread-count.js';
export { selectEngine } from './select-engine.js';
export { selectTrainer } from './select-trainer.js';
export { EngineError } from './engine-error.js';
export type { EngineErrorCode } from './engine-error.js';
export type {
  EngineModel,
  Device,
  Engine,
  EngineChoice,
  EngineIdentity,
  EngineName,
  LoadNetworkOptions,
  LoadedNetwork,
  SelectEngineOptions,
  StoredWeights,
} from './engine.js';
export type {
  DeviceDescription,
  EngineDescription,
  KernelsDescription,
} from './describe-engines.js';
export type { LossOptions } from '@gender/kernels';
export type {
  AdamOptions,
  BatchResult,
  CreateTrainer,
  ParameterPart,
  Trainer,
  TrainerOptions,
  TrainerParameter,
} from './trainer/trainer.js';
