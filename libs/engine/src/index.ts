export type {
  Engine,
  EngineName,
  LoadNetworkOptions,
  LoadedNetwork,
  SelectEngineOptions,
} from './engine.js';
export type {
  AdamOptions,
  BatchResult,
  CreateTrainer,
  Trainer,
  TrainerOptions,
} from './trainer.js';
