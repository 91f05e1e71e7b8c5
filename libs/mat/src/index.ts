export { matArray, matCell, matRow, matStruct, matText } from './build.js';
export { fieldOf, numbersOf, textOf, toTensor } from './inspect.js';
export { MatError } from './mat-error.js';
export { MatFile } from './mat-file.js';
export { openMat } from './open-mat.js';
export { readMat } from './read-mat.js';
export { encodeMat, writeMat } from './writing/write-mat.js';
export type { MatInfo, MatVersion } from './mat-container.js';
export type { MatErrorCode, MatErrorPlace } from './mat-error.js';
export type { MatVariable } from './mat-file.js';
export type {
  ElementOrder,
  MatCell,
  MatChar,
  MatClass,
  MatInput,
  MatNumeric,
  MatOpaque,
  MatSkipped,
  MatSparse,
  MatStream,
  MatStruct,
  MatValue,
  NumericArrays,
  NumericClass,
  SparseClass,
} from './mat-value.js';
export type { MatOrigin, OpenMatOptions } from './open-mat.js';
export type { MatVariables, ReadMatOptions } from './read-mat.js';
export type { MatEntry, MatSelection } from './read-session.js';
export type { WriteMatOptions } from './writing/write-mat.js';
