export { Hdf5Dataset } from './hdf5-dataset.js';
export { Hdf5Error } from './hdf5-error.js';
export { Hdf5Group } from './hdf5-group.js';
export { Hdf5GroupWriter, MAX_ATTRIBUTE_BYTES } from './group-writer.js';
export { openHdf5 } from './open-hdf5.js';
export { writeHdf5 } from './write-hdf5.js';
export type { AttributeValue, StringType } from './attribute.js';
export type { Hdf5ErrorCode } from './hdf5-error.js';
export type { Hdf5File } from './open-hdf5.js';
