export {
  createSharedHead,
  loadFeatures,
  loadTrainingBatch,
  readProbabilities,
  readResult,
} from './shared-head.js';
export { completeLoss } from './head-spec.js';
export { joinHead } from './head-member.js';
export { KernelsError } from './kernels-error.js';
export { listParameters, readParameter, writeParameter } from './head-parameters.js';
export type { AdamStep, SharedHead, TrainingBatch, TrainingResult } from './shared-head.js';
export type { HeadMember } from './head-member.js';
export type { HeadSpec, Loss, LossOptions } from './head-spec.js';
export type { Parameter, ParameterPart, ParameterRows } from './head-parameters.js';
export type { SharedMemory } from './shared-memory.js';
