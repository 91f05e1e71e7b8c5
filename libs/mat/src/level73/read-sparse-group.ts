import type { Reading } from '../reading.js';
import type { Hdf5Group, Hdf5Member } from '@gender/hdf5';
import { zeros } from '@gender/tensor';
import type { MatSparse } from '../mat-value.js';
import { faultOfSparse } from '../sparse.js';
import type { ObjectHeader } from './describe-object.js';
import { orMatError } from './or-mat-error.js';
import { readDataset } from './read-numbers.js';
import { failure, type ObjectReader } from './read-object.js';

/** Reads a sparse matrix: a group of `data`, `ir` (rows) and `jc` (starts of columns). */
export function* readSparseGroup(
  from: ObjectReader,
  group: Hdf5Group,
  { class: name, shape }: ObjectHeader,
  path: string,
): Reading<MatSparse> {
  const member = (part: string): Hdf5Member | undefined => orMatError(() => group.get(part));
  // A matrix without elements has no `data` and no `ir`.
  const stored = member('data');
  const rows = yield* vector(member('ir'), 'int32');
  const columnStarts = yield* vector(member('jc'), 'int32');
  const logical = name === 'logical';
  const data = yield* vector(real(stored), logical ? 'uint8' : 'float64');
  const imaginary =
    stored?.kind === 'compound' ? yield* vector(stored.member('imag'), 'float64') : undefined;
  const count = Math.min(data.length, imaginary?.length ?? data.length);
  const fault = faultOfSparse({ shape, rows, columnStarts }, count);
  if (fault !== undefined) throw failure(from, 'MAT_FORMAT', `${path} ${fault}`);
  const placed = { kind: 'sparse', shape, rows, columnStarts } as const;
  if (data instanceof Uint8Array) return { ...placed, class: 'logical', data };
  return { ...placed, class: 'double', data, ...(imaginary && { imaginary }) };
}

function real(stored: Hdf5Member | undefined): Hdf5Member | undefined {
  return stored?.kind === 'compound' ? stored.member('real') : stored;
}

function* vector<D extends 'int32' | 'uint8' | 'float64'>(
  dataset: Hdf5Member | undefined,
  dtype: D,
): ReturnType<typeof readDataset<D>> {
  if (dataset?.kind !== 'dataset') return zeros(dtype, 0);
  return yield* readDataset(dataset, dataset.shape, dtype, 'column-major');
}
