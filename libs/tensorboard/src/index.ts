export { bytesUpTo, encodeFileVersion, encodeSummary } from './event.js';
export { HistogramCounter } from './histogram.js';
export type { Histogram } from './histogram.js';
export type { Summary } from './event.js';
