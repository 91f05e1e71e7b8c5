export { DEFAULT_CONTRAST, drawDataset } from './draw-dataset.js';
export { planDataset } from './plan.js';
export type { DrawDatasetOptions } from './draw-dataset.js';
export type { PlannedPicture, PlanOptions } from './plan.js';
