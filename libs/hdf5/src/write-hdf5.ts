import { writeAside } from '@gender/core/node';
import { FileContext } from './file-context.js';
import { withFixedClock } from './fixed-clock.js';
import { Hdf5GroupWriter } from './group-writer.js';
import { loadH5wasm, openFile, reasonOf, writeError, type H5Module } from './h5wasm.js';

/**
 * Writes an HDF5 file so that it appears whole or not at all. Equal content gives equal bytes:
 * no time is stored.
 *
 * @param write - fills the root group; datasets go to the disk at once
 * @throws FileError when the place cannot be written to.
 * @throws Hdf5Error (`HDF5_VALUE`, `HDF5_WRITE`); errors of `write` pass through.
 */
export async function writeHdf5(
  path: string,
  write: (root: Hdf5GroupWriter) => void | Promise<void>,
): Promise<void> {
  const module = await loadH5wasm();
  await writeAside(path, async (temporary) => {
    const context = new FileContext(module, path, 0, create(module, path, temporary));
    try {
      await write(new Hdf5GroupWriter(context, ''));
    } catch (cause) {
      context.abandon();
      throw cause;
    }
    finish(context);
  });
}

function create(module: H5Module, path: string, temporary: string): bigint {
  return orWriteError(path, () => openFile(module, temporary, module.H5F_ACC_EXCL));
}

/** Closing writes what HDF5 still holds in memory. */
function finish(context: FileContext): void {
  orWriteError(context.path, () => context.close());
}

function orWriteError<T>(path: string, call: () => T): T {
  try {
    return withFixedClock(call);
  } catch (cause) {
    throw writeError(path, `cannot write ${path}: ${reasonOf(cause)}`, cause);
  }
}
