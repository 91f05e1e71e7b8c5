import type { Hdf5Member } from '@gender/hdf5';
import { elementCount } from '@gender/tensor';
import type { MatContainer, MatInfo, StoredVariable } from '../mat-container.js';
import type { OwnedHdf5 } from '../platform/platform.js';
import { memoryBytes } from '../memory-bytes.js';
import { runReading } from '../reading.js';
import { describeObject, type ObjectHeader } from './describe-object.js';
import { orMatError } from './hdf5-errors.js';
import { readObject } from './read-object.js';

/** A file of version 7.3: variables are what lies in the root group of an HDF5 file. */
export function level73Container(name: string, file: OwnedHdf5): MatContainer {
  return {
    version: '7.3',
    byteOrder: 'little-endian',
    variables: () => iterateVariables(name, file),
    close: async () => file[Symbol.asyncDispose](),
  };
}

// eslint-disable-next-line @typescript-eslint/require-await -- the other versions read asynchronously
async function* iterateVariables(
  file: string,
  { root }: OwnedHdf5,
): AsyncGenerator<StoredVariable> {
  const names = orMatError(() => root.names());
  for (const name of names) {
    // `#refs#` and `#subsystem#`: what cells and objects point to.
    if (name.startsWith('#')) continue;
    const object = orMatError(() => root.get(name));
    if (object === undefined) continue;
    const info = orMatError(() => infoOf(name, object, describeObject(object)));
    yield {
      info,
      read: (session) =>
        runReading(readObject({ file, root, session, containers: new Set() }, object, name)),
    };
  }
}

function infoOf(name: string, object: Hdf5Member, header: ObjectHeader): MatInfo {
  const { class: type, shape, complex, sparse, className } = header;
  const rows = object.kind === 'group' ? object.dataset('ir') : undefined;
  const bytes = memoryBytes(header, elementCount(rows?.shape ?? [0]));
  const info = { name, shape, class: type, complex, sparse, bytes };
  return className === '' ? info : { ...info, className };
}
