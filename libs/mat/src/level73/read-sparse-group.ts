import type { Hdf5Group, Hdf5Member } from '@gender/hdf5';
import { zeros } from '@gender/tensor';
import type { MatSparse } from '../mat-value.js';
import type { Reading } from '../reading.js';
import { sparseMatrix, toIndices } from '../sparse-matrix.js';
import type { ObjectHeader } from './describe-object.js';
import { orMatError } from './hdf5-errors.js';
import { failure, type ObjectReader } from './object-reader.js';
import { readDataset } from './read-numbers.js';

/** Reads a sparse matrix: a group of `data`, `ir` (rows) and `jc` (starts of columns). */
export function* readSparseGroup(
  from: ObjectReader,
  group: Hdf5Group,
  { class: name, shape }: ObjectHeader,
  path: string,
): Reading<MatSparse> {
  const member = (part: string): Hdf5Member | undefined => orMatError(() => group.get(part));
  const fail = (what: string): Error => failure(from, 'MAT_FORMAT', `${path} ${what}`);
  const stored = member('data');
  const rows = toIndices(yield* vector(member('ir'), 'float64'), 'the rows', fail);
  const starts = yield* vector(member('jc'), 'float64');
  const columnStarts = toIndices(starts, 'the column starts', fail);
  const real = stored?.kind === 'compound' ? stored.member('real') : stored;
  if (name === 'logical') {
    const data = yield* vector(real, 'uint8');
    return sparseMatrix(name, { shape, rows, columnStarts, data }, fail);
  }
  const data = yield* vector(real, 'float64');
  const imaginary =
    stored?.kind === 'compound' ? yield* vector(stored.member('imag'), 'float64') : undefined;
  return sparseMatrix('double', { shape, rows, columnStarts, data, imaginary }, fail);
}

/** A matrix without elements has no `data` and no `ir`. */
function* vector<D extends 'uint8' | 'float64'>(
  dataset: Hdf5Member | undefined,
  dtype: D,
): ReturnType<typeof readDataset<D>> {
  if (dataset?.kind !== 'dataset') return zeros(dtype, 0);
  return yield* readDataset(dataset, dataset.shape, dtype, false);
}
