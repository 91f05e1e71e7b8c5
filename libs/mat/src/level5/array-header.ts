import type { Reading } from '../reading.js';
import { elementCount } from '@gender/tensor';
import { MAX_AXES, MAX_NAME_BYTES } from '../limits.js';
import type { MatClass } from '../mat-value.js';
import { readNumbers, readTag, readWords, type ElementReader } from './element.js';
import { isNumericClass } from '../numeric-class.js';
import { classNames, FLAG_COMPLEX, FLAG_LOGICAL, SPARSE_CODE } from './format.js';

const utf8 = new TextDecoder();

/** What stands before the content of an array. */
export interface ArrayHeader {
  readonly class: MatClass;
  readonly shape: readonly number[];
  /** The product of the shape. */
  readonly count: number;
  readonly complex: boolean;
  readonly sparse: boolean;
  /** How many elements a sparse matrix has room for. */
  readonly capacity: number;
  /** The name of a variable; empty for an array inside another. */
  readonly name: string;
  /** The class of an object; empty for everything else. */
  readonly className: string;
}

/** Reads the flags, dimensions and names of an array that ends at `end`. */
export function* readArrayHeader(from: ElementReader, end: number): Reading<ArrayHeader> {
  const element = yield* readTag(from, end);
  if (element.byteLength !== 8) {
    throw from.reader.fail('MAT_FORMAT', `the array flags take ${element.byteLength} bytes, not 8`);
  }
  const flags = yield* readWords(from, element, 'the array flags');
  const [bits = 0, capacity = 0] = flags;
  const stored = classNames.get(bits & 0xff);
  if (stored === undefined) {
    throw from.reader.fail('MAT_FORMAT', `there is no array class ${bits & 0xff}`);
  }
  // Objects of newer classes (`mxOPAQUE`) have no dimensions, but the name of a system ("MCOS").
  const shape = stored === 'opaque' ? [1, 1] : yield* readShape(from, end);
  const name = yield* readName(from, end);
  if (stored === 'opaque') yield* readName(from, end);
  const className = stored === 'opaque' || stored === 'object' ? yield* readName(from, end) : '';
  const logical = (bits & FLAG_LOGICAL) !== 0;
  return {
    class: logical && isNumericClass(stored) ? 'logical' : stored,
    shape,
    count: elementCount(shape),
    complex: (bits & FLAG_COMPLEX) !== 0,
    sparse: (bits & 0xff) === SPARSE_CODE,
    capacity,
    name,
    className,
  };
}

function* readShape(from: ElementReader, end: number): Reading<number[]> {
  const element = yield* readTag(from, end);
  const axes = element.byteLength / 4;
  if (axes < 2 || axes > MAX_AXES || !Number.isInteger(axes)) {
    throw from.reader.fail(
      axes > MAX_AXES ? 'MAT_LIMIT' : 'MAT_FORMAT',
      `the dimensions take ${element.byteLength} bytes; there are 2 to ${MAX_AXES} of 4 bytes`,
    );
  }
  const shape = yield* readWords(from, element, 'the dimensions');
  if (shape.some((length) => length < 0)) {
    throw from.reader.fail('MAT_FORMAT', `a dimension is negative: ${shape.join(' × ')}`);
  }
  return shape;
}

function* readName(from: ElementReader, end: number): Reading<string> {
  const element = yield* readTag(from, end);
  if (element.byteLength === 0) return '';
  if (element.byteLength > MAX_NAME_BYTES) {
    throw from.reader.fail(
      'MAT_LIMIT',
      `a name of ${element.byteLength} bytes; the limit is ${MAX_NAME_BYTES}`,
    );
  }
  const bytes = yield* readNumbers(from, element, 'uint8', element.byteLength, 'the name');
  return utf8.decode(bytes);
}
