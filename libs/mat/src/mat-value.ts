import type { TypedArrays } from '@gender/tensor';

/** The typed array that holds the elements of each numeric class; logicals are bytes 0 and 1. */
export interface NumericArrays {
  double: TypedArrays['float64'];
  single: TypedArrays['float32'];
  int8: TypedArrays['int8'];
  uint8: TypedArrays['uint8'];
  int16: TypedArrays['int16'];
  uint16: TypedArrays['uint16'];
  int32: TypedArrays['int32'];
  uint32: TypedArrays['uint32'];
  int64: TypedArrays['int64'];
  uint64: TypedArrays['uint64'];
  logical: TypedArrays['uint8'];
}

/** Classes of arrays of numbers, as MATLAB's `class()` names them. */
export type NumericClass = keyof NumericArrays;

/** Every class that an array in a file can have; the last five are recognised but not read. */
export type MatClass =
  NumericClass | 'char' | 'cell' | 'struct' | 'sparse' | 'object' | 'function_handle' | 'opaque';

interface MatArray {
  /** The length of each axis, two at least. Elements are in MATLAB's order: the first axis varies fastest. */
  readonly shape: readonly number[];
}

/** An array of numbers or logicals. */
export interface MatNumeric<C extends NumericClass = NumericClass> extends MatArray {
  readonly kind: 'numeric';
  readonly class: C;
  /** The elements, or their real parts. */
  readonly data: NumericArrays[C];
  /** The imaginary parts of a complex array. */
  readonly imaginary?: NumericArrays[C] | undefined;
}

/** An array of characters (UTF-16 code units). */
export interface MatChar extends MatArray {
  readonly kind: 'char';
  /** One text for each row; axes after the second follow one another. Empty where the array is. */
  readonly rows: readonly string[];
}

/** A cell array: each element is an array of its own. */
export interface MatCell<V = MatValue> extends MatArray {
  readonly kind: 'cell';
  readonly cells: readonly V[];
}

/** A struct (shape `[1, 1]`) or an array of structs with the same fields. */
export interface MatStruct<V = MatValue> extends MatArray {
  readonly kind: 'struct';
  /** The fields in their order in the file; each has one value for every element of the array. */
  readonly fields: ReadonlyMap<string, readonly V[]>;
}

/** An array that was left in the file because `select` did not ask for it. */
export interface MatSkipped extends MatArray {
  readonly kind: 'skipped';
  readonly class: MatClass;
}

/** An array as it was read: plain data. */
export type MatValue = MatNumeric | MatChar | MatCell | MatStruct | MatSkipped;

/** An array of numbers to be written whose elements are made while they are written. */
export interface MatStream<C extends NumericClass = NumericClass> extends MatArray {
  readonly kind: 'stream';
  readonly class: C;
  /** Delivers the elements piece by piece; a piece must not be changed after it was delivered. */
  chunks(): Iterable<NumericArrays[C]> | AsyncIterable<NumericArrays[C]>;
}

/** An array that can be written. */
export type MatInput = MatNumeric | MatStream | MatChar | MatCell<MatInput> | MatStruct<MatInput>;
