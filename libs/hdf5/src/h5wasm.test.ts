/* eslint-disable no-console -- this looks whether anything is printed */
import { FileError } from '@gender/core/node';
import { expect, it } from 'vitest';
import type { StreamTable } from './h5wasm.js';

// The module is loaded while the console is watched: it keeps what it finds.
const printed: unknown[] = [];
const { error: original } = console;
const watch: typeof console.error = (...words) => void printed.push(words);
console.error = watch;
const { checked, loadH5wasm, withBuffer, writeError } = await import('./h5wasm.js');
await loadH5wasm();
const found = console.error;
console.error = original;

/** What HDF5 2.0 prints where a disk is full, as seen on a tmpfs of 1 MB. */
const FULL = ` #003: H5FDsec2.c line 829 in H5FD__sec2_write(): file write failed: time = Thu Jan  1 00:00:00 2015
, filename = 'a.h5', file descriptor = 9, errno = 51, error message = 'No space left on device'
`;

it.each([
  [FULL, 'FILE_NO_SPACE', 'the disk is full'],
  [' #000: H5D.c line 1 in H5D__write(): no write access\n', 'HDF5_WRITE', 'cannot write'],
])(
  'what HDF5 reports of a failed write becomes an error that says why: %s',
  async (text, code, words) => {
    const module = await loadH5wasm();
    const print = (): void => {
      const { streams } = module.FS as typeof module.FS & StreamTable;
      const stderr = streams[2]!;
      const bytes = new Int8Array(Buffer.from(text));
      stderr.stream_ops!.write(stderr, bytes, 0, bytes.length);
    };
    let error: unknown;
    try {
      checked(print);
    } catch (cause) {
      error = writeError('a.h5', 'cannot write a.h5', cause);
    }
    expect(error).toMatchObject({ code, message: expect.stringContaining(words) as string });
    expect(error instanceof FileError).toBe(code === 'FILE_NO_SPACE');
  },
);

it('prints nothing of names that are not UTF-8, and leaves the console as it was', async () => {
  expect(found).toBe(watch);
  const module = await loadH5wasm();
  withBuffer(module, 3, (address) => {
    module.HEAPU8.set([0xff, 0x8f, 0], address);
    const texts = module as typeof module & { UTF8ToString(at: number): string };
    expect(texts.UTF8ToString(address)).not.toBe('');
  });
  expect(printed).toEqual([]);
});
