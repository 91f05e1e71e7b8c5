import { ready, type Reading } from '../reading.js';
import type { Hdf5Dataset } from '@gender/hdf5';
import { elementCount, zeros, type DType, type TypedArrays } from '@gender/tensor';
import { convertInto, holdsBigInts } from '../convert-numbers.js';
import { MatError } from '../mat-error.js';
import { readRowMajor } from '../row-major.js';
import { orMatError } from './hdf5-errors.js';

/**
 * Reads a dataset of numbers.
 *
 * @param shape - MATLAB's, the dataset's axes in reverse
 * @param dtype - what the numbers become
 * @param turned - whether they are brought into row-major order
 */
export function* readDataset<D extends DType>(
  dataset: Hdf5Dataset,
  shape: readonly number[],
  dtype: D,
  turned: boolean,
): Reading<TypedArrays[D]> {
  if (!turned) {
    return orMatError(() => convert(dataset, dataset.read().data, dtype));
  }
  const rowLength = elementCount(dataset.shape.slice(1));
  let row = 0;
  return yield* readRowMajor(dtype, shape, (slices) => {
    const end = row + slices.length / rowLength;
    const rows = orMatError(() => convert(dataset, dataset.readRows(row, end).data, dtype));
    slices.set(rows as never);
    row = end;
    return ready(undefined);
  });
}

function convert<D extends DType>(
  { path, dtype: stored }: Hdf5Dataset,
  data: TypedArrays[DType],
  dtype: D,
): TypedArrays[D] {
  const target = zeros(dtype, 0);
  if (data.constructor === target.constructor) return data as TypedArrays[D];
  const converted = zeros(dtype, data.length);
  if (holdsBigInts(converted) && stored.startsWith('float')) {
    throw new MatError('MAT_FORMAT', `${path} holds ${stored} for whole numbers of 64 bits`);
  }
  convertInto(data, converted, 0);
  return converted;
}
