export { align } from './align.js';
export { FaceFinder } from './face-finder.js';
export { pointNames } from './face.js';
export { templateNames, templates } from './templates.js';
export type { Box } from './boxes.js';
export type { Face, FacePoints } from './face.js';
export type { FindOptions } from './face-finder.js';
export type { Point } from './similarity.js';
export type { Template, TemplateName } from './templates.js';
