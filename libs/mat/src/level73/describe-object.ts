import type { AttributeValue, Hdf5Dataset, Hdf5Group, Hdf5Member } from '@gender/hdf5';
import { elementCount, type DType } from '@gender/tensor';
import { isNumericClass } from '../numeric-class.js';
import { MAX_AXES } from '../limits.js';
import { MatError } from '../mat-error.js';
import type { MatClass, NumericClass } from '../mat-value.js';

/** What an object of the file stands for in MATLAB. */
export interface ObjectHeader {
  readonly class: MatClass;
  /** The class of an object; empty for everything else. */
  readonly className: string;
  readonly shape: readonly number[];
  readonly complex: boolean;
  readonly sparse: boolean;
  /** Whether it has no content: what is stored is its shape. */
  readonly empty: boolean;
}

/** Values of `MATLAB_object_decode`: what must rebuild the object. */
const DECODE_FUNCTION = 1;
const DECODE_OPAQUE = 3;

/** The class of arrays that another program wrote without telling it. */
const classesByType: Readonly<Record<DType, NumericClass>> = {
  float64: 'double',
  float32: 'single',
  bool: 'logical',
  int8: 'int8',
  uint8: 'uint8',
  int16: 'int16',
  uint16: 'uint16',
  int32: 'int32',
  uint32: 'uint32',
  int64: 'int64',
  uint64: 'uint64',
};

/** Reads what the attributes and the shape of an object say, but not its content. */
export function describeObject(object: Hdf5Member): ObjectHeader {
  const stored = object.attribute('MATLAB_class');
  const name = typeof stored === 'string' ? stored : undefined;
  const decode = object.attribute('MATLAB_object_decode');
  if (name === 'function_handle' || decode === DECODE_FUNCTION) {
    return header('function_handle', [1, 1], { className: 'function_handle' });
  }
  if (decode === DECODE_OPAQUE) return header('opaque', [1, 1], { className: name });
  if (object.kind === 'group') return describeGroup(object, name);
  if (name === 'canonical empty') return header('double', [0, 0], { empty: true });
  if (object.kind === 'dataset' && Boolean(object.attribute('MATLAB_empty'))) {
    const shape = storedShape(object);
    return headerOf(name ?? 'double', shape, { empty: true });
  }
  const shape = shapeOf(object.shape);
  if (object.kind === 'references') return headerOf(name ?? 'cell', shape);
  if (object.kind === 'dataset') return headerOf(name ?? classesByType[object.dtype], shape);
  const type = object.member('real')?.dtype;
  const complex = type !== undefined && object.member('imag') !== undefined;
  if (!complex) return header('opaque', shape, { className: name ?? 'compound' });
  return headerOf(name ?? classesByType[type], shape, { complex });
}

/** A sparse matrix, a struct, an array of structs, or an object of an old class. */
function describeGroup(group: Hdf5Group, name: string | undefined): ObjectHeader {
  const rows = group.attribute('MATLAB_sparse');
  if (rows !== undefined) {
    const starts = group.dataset('jc');
    const columns = starts === undefined ? 0 : Math.max(0, elementCount(starts.shape) - 1);
    const shape = [rowsOfSparse(group, rows), columns];
    const complex = group.get('data')?.kind === 'compound';
    return header(name === 'logical' ? 'logical' : 'double', shape, { complex, sparse: true });
  }
  const shape = shapeOfStruct(group);
  if (name === undefined || name === 'struct') return header('struct', shape);
  return header('object', shape, { className: name });
}

function rowsOfSparse({ path }: Hdf5Group, rows: AttributeValue): number {
  const isLength = typeof rows === 'number' && Number.isSafeInteger(rows) && rows >= 0;
  if (isLength) return rows;
  throw new MatError('MAT_FORMAT', `${path} is a sparse matrix whose number of rows is none`);
}

/** Fields of an array of structs are references without a class of their own. */
function shapeOfStruct(group: Hdf5Group): readonly number[] {
  const [first] = group.names();
  const field = first === undefined ? undefined : group.get(first);
  const isArray = field?.kind === 'references' && field.attribute('MATLAB_class') === undefined;
  return isArray ? shapeOf(field.shape) : [1, 1];
}

/** HDF5 counts axes from the other end; MATLAB has two at least. */
function shapeOf(shape: readonly number[]): readonly number[] {
  const reversed = shape.toReversed();
  return [...reversed, 1, 1].slice(0, Math.max(2, reversed.length));
}

/** The shape of an empty array, which is all that is stored of it. */
function storedShape(dataset: Hdf5Dataset): readonly number[] {
  const [axes = 0] = dataset.shape;
  if (dataset.shape.length !== 1 || axes > MAX_AXES) return [0, 0];
  const shape = Array.from<number | bigint, number>(dataset.read().data, Number);
  if (shape.every((length) => Number.isSafeInteger(length) && length >= 0)) {
    return shape.length < 2 ? [0, 0] : shape;
  }
  throw new MatError('MAT_FORMAT', `${dataset.path} is an empty array of ${shape.join(' × ')}`);
}

/** What other classes than MATLAB's own hold is known to MATLAB only. */
function headerOf(
  name: string,
  shape: readonly number[],
  parts: Partial<ObjectHeader> = {},
): ObjectHeader {
  if (isNumericClass(name) || name === 'char' || name === 'cell' || name === 'struct') {
    return header(name, shape, parts);
  }
  return header('opaque', shape, { ...parts, className: name });
}

function header(
  name: MatClass,
  shape: readonly number[],
  { className = '', complex = false, sparse = false, empty = false }: Partial<ObjectHeader> = {},
): ObjectHeader {
  return { class: name, shape, className, complex, sparse, empty };
}
