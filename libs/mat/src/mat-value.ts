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

/**
 * Every class that an array in a file can have. `object` is one of MATLAB's old classes (`@name`
 * folders), `opaque` one of the newer (`classdef`, string, table), or of Java.
 */
export type MatClass =
  NumericClass | 'char' | 'cell' | 'struct' | 'object' | 'function_handle' | 'opaque';

interface MatArray {
  /** The length of each axis, two at least. Elements are in MATLAB's order: the first axis varies fastest. */
  readonly shape: readonly number[];
}

/** The order of the elements of an array: MATLAB's, or the one of C, NumPy and `@gender/tensor`. */
export type ElementOrder = 'column-major' | 'row-major';

/** An array of numbers or logicals. */
export interface MatNumeric<C extends NumericClass = NumericClass> extends MatArray {
  readonly kind: 'numeric';
  readonly class: C;
  /** The elements, or their real parts. */
  readonly data: NumericArrays[C];
  /** The imaginary parts of a complex array. */
  readonly imaginary?: NumericArrays[C] | undefined;
  /** The order of the elements where it is not MATLAB's. */
  readonly order?: 'row-major' | undefined;
}

/** Classes that a sparse matrix can have. */
export type SparseClass = 'double' | 'logical';

/**
 * A sparse matrix by compressed columns: the elements of column `j` are those from
 * `columnStarts[j]` up to but not including `columnStarts[j + 1]`.
 */
export interface MatSparse<C extends SparseClass = SparseClass> {
  readonly kind: 'sparse';
  readonly class: C;
  /** Rows and columns. */
  readonly shape: readonly number[];
  /** For each stored element its row, counted from 0, rising within a column. */
  readonly rows: Int32Array;
  /** One number for each column, counted from 0, and the number of stored elements last. */
  readonly columnStarts: Int32Array;
  /** The stored elements, or their real parts. */
  readonly data: NumericArrays[C];
  /** The imaginary parts of a complex matrix. */
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
  /** The class of an object of MATLAB's old kind, of which the fields are what it stored. */
  readonly className?: string | undefined;
}

/** A function handle or an object that only MATLAB can rebuild: what it is, without its content. */
export interface MatOpaque extends MatArray {
  readonly kind: 'opaque';
  readonly class: 'function_handle' | 'opaque';
  /** The class as the file names it (`string`, `table`, `containers.Map`, `function_handle`). */
  readonly className: string;
}

/** An array that was left in the file because nobody asked for it. */
export interface MatSkipped extends MatArray {
  readonly kind: 'skipped';
  /** `undefined`, with an empty shape, where reading ended before the array. */
  readonly class: MatClass | undefined;
}

/** An array as it was read: plain data. */
export type MatValue =
  MatNumeric | MatSparse | MatChar | MatCell | MatStruct | MatOpaque | MatSkipped;

/** An array of numbers to be written whose elements are made while they are written. */
export interface MatStream<C extends NumericClass = NumericClass> extends MatArray {
  readonly kind: 'stream';
  readonly class: C;
  /** Delivers the elements piece by piece; a piece must not be changed after it was delivered. */
  chunks(): Iterable<NumericArrays[C]> | AsyncIterable<NumericArrays[C]>;
}

/** An array that can be written. */
export type MatInput =
  MatNumeric | MatStream | MatSparse | MatChar | MatCell<MatInput> | MatStruct<MatInput>;
