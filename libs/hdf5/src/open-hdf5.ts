import { FOREIGN_BYTES, refusal, type ByteSource } from '@gender/core';
import { openFileSource } from '@gender/core/node';
import { FileContext } from './file-context.js';
import { loadH5wasm, openFile, reasonOf, type H5Module } from './h5wasm.js';
import { Hdf5Error } from './hdf5-error.js';
import { Hdf5Group } from './hdf5-group.js';

/** An HDF5 file opened for reading; close it with `using` or `close()`. */
export interface Hdf5File extends Disposable {
  /** The path it was opened with. */
  readonly path: string;
  readonly root: Hdf5Group;
  /** Frees the file; a second call does nothing. */
  close(): void;
}

/** The eight bytes with which every HDF5 file begins. */
const SIGNATURE = '\x89HDF\r\n\x1a\n';

/** HDF5 looks for its signature at 0 and, after a user block, at 512, 1024, 2048 and so on. */
const FIRST_USER_BLOCK = 512;

/**
 * Opens an HDF5 file for reading, in place: nothing is loaded before it is asked for.
 *
 * @throws FileError when there is no such file or it cannot be read.
 * @throws Hdf5Error (`HDF5_FORMAT`) when it is not HDF5, cut short or damaged.
 */
export async function openHdf5(path: string): Promise<Hdf5File> {
  const { start, byteLength } = await requireSignature(path);
  const module = await loadH5wasm();
  const context = new FileContext(module, path, byteLength, openId(module, path), start);
  const close = (): void => context.abandon();
  return { path, root: new Hdf5Group(context, '/'), close, [Symbol.dispose]: close };
}

function openId(module: H5Module, path: string): bigint {
  try {
    return openFile(module, path, module.H5F_ACC_RDONLY);
  } catch (cause) {
    const message = `${path} is not a whole HDF5 file: ${reasonOf(cause)}; get the file again`;
    throw new Hdf5Error('HDF5_FORMAT', message, { cause });
  }
}

/** @returns where HDF5 begins, and the size of the file */
async function requireSignature(path: string): Promise<{ start: number; byteLength: number }> {
  await using source = await openFileSource(path);
  const { byteLength } = source;
  for (let start = 0; start < byteLength; start = Math.max(FIRST_USER_BLOCK, start * 2)) {
    if ((await textAt(source, start)) === SIGNATURE) return { start, byteLength };
  }
  const begin = await source.slice(0, Math.min(byteLength, FOREIGN_BYTES));
  const otherwise = `its ${byteLength} bytes do not begin with the HDF5 signature`;
  throw new Hdf5Error('HDF5_FORMAT', `${path} ${refusal('an HDF5 file', begin, otherwise)}`);
}

async function textAt(source: ByteSource, start: number): Promise<string> {
  const end = Math.min(source.byteLength, start + SIGNATURE.length);
  return Buffer.from(await source.slice(start, end)).toString('latin1');
}
