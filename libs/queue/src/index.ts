export { extractThroughQueue } from './extract-through-queue.js';
export { QueueError } from './queue-error.js';
export { workOnQueue } from './work-on-queue.js';
export type { ExtractThroughQueueOptions } from './extract-through-queue.js';
export type { PlanOptions, RetryOptions } from './plan-run.js';
export type { WorkerOptions } from './prepare-run.js';
export type { QueueErrorCode } from './queue-error.js';
export type { WorkDone, WorkOnQueueOptions } from './work-on-queue.js';
