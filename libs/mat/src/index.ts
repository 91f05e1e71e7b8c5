export { matArray, matCell, matRow, matStruct, matText } from './build.js';
export { fieldOf, numbersOf, textOf, toTensor } from './inspect.js';
export { MatError } from './mat-error.js';
export { readMat } from './read-mat.js';
export { writeMat } from './write-mat.js';
export type { MatErrorCode, MatErrorPlace } from './mat-error.js';
export type {
  MatCell,
  MatChar,
  MatClass,
  MatInput,
  MatNumeric,
  MatSkipped,
  MatStream,
  MatStruct,
  MatValue,
  NumericArrays,
  NumericClass,
} from './mat-value.js';
export type { MatEntry } from './read-array.js';
export type { MatVariables, ReadMatOptions } from './read-mat.js';
export type { WriteMatOptions } from './write-mat.js';
