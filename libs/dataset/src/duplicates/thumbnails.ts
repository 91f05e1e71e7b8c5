import { closeSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { required } from '@gender/core';
import { FileError } from '@gender/core/node';
import { THUMBNAIL_SIDE } from './thumbnail.js';

/** Bytes of a thumbnail. */
const SIZE = THUMBNAIL_SIDE * THUMBNAIL_SIDE;

/** So many are kept in memory, 16 MB. */
const IN_MEMORY = 4096;

/**
 * Thumbnails by number. All but the first are in a file of the temporary folder, so that memory does not grow with
 * a collection; the file loses its name as soon as it is open, so that a killed run leaves nothing behind.
 */
export class Thumbnails implements Disposable {
  readonly #first: Uint8Array[] = [];
  readonly #inMemory: number;
  #file: { readonly descriptor: number; readonly path: string } | undefined;
  #count = 0;

  constructor(inMemory = IN_MEMORY) {
    this.#inMemory = inMemory;
  }

  /**
   * Keeps a thumbnail.
   *
   * @returns its number, from 0 on
   * @throws FileError when the temporary folder is full or cannot be written.
   */
  add(thumbnail: Uint8Array): number {
    const number = this.#count;
    this.#count += 1;
    if (number < this.#inMemory) {
      this.#first.push(thumbnail);
      return number;
    }
    this.#file ??= openNameless();
    const { descriptor, path } = this.#file;
    let done = 0;
    try {
      while (done < SIZE) {
        done += writeSync(descriptor, thumbnail, done, SIZE - done, this.#placeOf(number) + done);
      }
    } catch (cause) {
      throw FileError.from(path, 'write', cause);
    }
    return number;
  }

  /**
   * One of them.
   *
   * @param room - `(64, 64)`: may be overwritten with it
   * @throws FileError when it cannot be read.
   */
  read(number: number, room: Uint8Array): Uint8Array {
    if (number < this.#inMemory) return required(this.#first[number], `thumbnail ${number}`);
    const { descriptor, path } = required(this.#file, 'the file of thumbnails');
    let done = 0;
    try {
      while (done < SIZE) {
        const read = readSync(descriptor, room, done, SIZE - done, this.#placeOf(number) + done);
        if (read === 0) throw new Error(`it ends before thumbnail ${number}`);
        done += read;
      }
    } catch (cause) {
      throw FileError.from(path, 'read', cause);
    }
    return room;
  }

  #placeOf(number: number): number {
    return (number - this.#inMemory) * SIZE;
  }

  [Symbol.dispose](): void {
    if (this.#file !== undefined) closeSync(this.#file.descriptor);
    this.#file = undefined;
    this.#first.length = 0;
  }
}

function openNameless(): { readonly descriptor: number; readonly path: string } {
  const path = join(tmpdir(), `gender-thumbnails-${randomUUID()}`);
  try {
    const descriptor = openSync(path, 'wx+', 0o600);
    unlinkSync(path);
    return { descriptor, path };
  } catch (cause) {
    throw FileError.from(path, 'make', cause);
  }
}
