export {
  createSharedHead,
  loadFeatures,
  loadTrainingBatch,
  readProbabilities,
  readResult,
} from './shared-head.js';
export { joinHead } from './head-member.js';
export { KernelsError } from './kernels-error.js';
export { listParameters, readParameter, writeParameter } from './head-parameters.js';
export type { AdamStep, SharedHead, TrainingBatch, TrainingResult } from './shared-head.js';
export type { HeadMember } from './head-member.js';
export type { HeadSpec } from './head-spec.js';
export type { Parameter, ParameterPart, ParameterRows } from './head-parameters.js';
export type { SharedMemory } from './shared-memory.js';
