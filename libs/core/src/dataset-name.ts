/**
 * The names that a dataset can have: of one folder, so without slashes and no dot at the start. They
 * become parts of the names of features, models and results.
 */
export const datasetNamePattern = /^[^./\\\0][^/\\\0]*$/;
