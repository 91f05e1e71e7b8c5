import { FileError } from '@gender/core/node';
import type { Module } from 'h5wasm/node';
import { resolve } from 'node:path';
import { Hdf5Error } from './hdf5-error.js';

/** The functions of the wasm module. */
export type H5Module = typeof Module;

/** What emscripten's file system has besides its published type. */
export interface StreamTable {
  readonly streams: readonly (Stream | undefined)[];
}

/** An open file; one with operations of its own does not reach the operating system. */
interface Stream {
  node?: { mode: number };
  stream_ops?: {
    write(stream: Stream, buffer: Int8Array, offset: number, length: number): number;
  };
}

const STDERR = 2;

/** The file type bits of a terminal (POSIX `S_IFCHR`). */
const CHARACTER_DEVICE = 0o020000;

/** Leaves the choice of the file format's version to HDF5, which takes the oldest that will do. */
const OLDEST_VERSION = -1;

/** What HDF5 has printed on its error stream since the current call began. */
let report = '';

let loaded: Promise<H5Module> | undefined;

/** The wasm module, with HDF5's error stream collected instead of printed. */
export function loadH5wasm(): Promise<H5Module> {
  return (loaded ??= load());
}

async function load(): Promise<H5Module> {
  const module = await withoutWarnings(async () => (await import('h5wasm/node')).ready);
  const { streams } = module.FS as typeof module.FS & StreamTable;
  const stderr = streams[STDERR];
  if (stderr) {
    stderr.node = { mode: CHARACTER_DEVICE };
    stderr.stream_ops = {
      write: (_stream, buffer, offset, length) => {
        report += Buffer.from(buffer.subarray(offset, offset + length)).toString();
        return length;
      },
    };
  }
  return module;
}

/* eslint-disable no-console -- nothing is printed here: the console of another module is replaced */
/**
 * Loads a module of emscripten that will not print: it keeps the `console.error` that it finds while
 * it is loaded, and warns there of names that are not UTF-8 and of memory that it does not get. What
 * others print meanwhile is printed. Callers must await it: the console is as it was when it is done.
 */
async function withoutWarnings<T>(loadModule: () => Promise<T>): Promise<T> {
  const { error } = console;
  let isLoaded = false;
  const print: typeof error = (...words) => {
    if (!isLoaded) error.apply(console, words);
  };
  console.error = print;
  try {
    return await loadModule();
  } finally {
    isLoaded = true;
    if (console.error === print) console.error = error;
  }
}
/* eslint-enable no-console */

/**
 * Calls into h5wasm and throws what HDF5 has reported, once h5wasm has closed its handles.
 *
 * h5wasm's own `activate_throwing_error_handler` throws from within HDF5: handles stay open, and
 * with them the file; each error leaves a temporary file open; damaged files then abort the module.
 *
 * @throws Error with HDF5's innermost message.
 */
export function checked<T>(call: () => T): T {
  report = '';
  const result = call();
  if (report !== '') throw Object.assign(new Error(innermostMessage(report)), systemCode(report));
  return result;
}

/** What a failed call says; h5wasm throws texts and numbers too. */
export function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

/**
 * Opens or creates a file.
 *
 * @param mode - one of the module's `H5F_ACC_…`
 * @returns HDF5's identifier of the file
 * @throws Error with HDF5's innermost message.
 */
export function openFile(module: H5Module, path: string, mode: number): bigint {
  return checked(() => module.open(resolve(path), mode, false, OLDEST_VERSION, OLDEST_VERSION));
}

/**
 * Calls `use` with the address of a buffer in the wasm memory.
 *
 * @param byteLength - its size; 0 gives an address that must not be used
 */
export function withBuffer<T>(
  module: H5Module,
  byteLength: number,
  use: (address: number) => T,
): T {
  const address = module._malloc(byteLength);
  if (address === 0) {
    throw new Hdf5Error('HDF5_FORMAT', `HDF5 has no memory for a piece of ${byteLength} bytes`);
  }
  try {
    return use(address);
  } finally {
    module._free(address);
  }
}

/** The system's name for a full disk, which HDF5 tells in words among its messages. */
function systemCode(text: string): { code?: string } {
  return /No space left on device/.test(text) ? { code: 'ENOSPC' } : {};
}

/**
 * Why a file cannot be written.
 *
 * @returns a FileError where the disk is full, else an Hdf5Error (`HDF5_WRITE`)
 */
export function writeError(path: string, message: string, cause: unknown): Error {
  const isFull = cause instanceof Error && 'code' in cause && cause.code === 'ENOSPC';
  return isFull
    ? FileError.from(path, 'write', cause)
    : new Hdf5Error('HDF5_WRITE', message, { cause });
}

/** HDF5 prints a stack of messages, the innermost, most telling one last. */
function innermostMessage(text: string): string {
  const messages = [...text.matchAll(/ in \w+\(\): (.*)/g)];
  return messages.at(-1)?.[1] ?? text.trim();
}
