import { MatError, type MatErrorCode } from './mat-error.js';
import { InflateError } from './platform/inflate-error.js';
import type { Reading } from './reading.js';

/** Delivers bytes in pieces of its own choice. */
export interface Chunks {
  /** The next bytes; `undefined` at the end. */
  next(): Promise<Uint8Array | undefined>;
  /** Passes over bytes that would come next, where that is free; returns how many. */
  skip(length: number): number;
  /** Ends the delivery early. */
  close(): Promise<void>;
}

/** Where the bytes of a reader come from, for messages. */
export interface Origin {
  readonly file: string;
  /** The byte of the file where they begin. */
  readonly offset: number;
  /** Whether they were compressed there. */
  readonly inflated: boolean;
}

const NO_BYTES = new Uint8Array(0);

/** Reads bytes in order from chunks; every failure is a `MatError` that knows the position. */
export class ByteReader {
  #chunks: Chunks;
  #origin: Origin;
  #chunk: Uint8Array = NO_BYTES;
  #view: DataView = new DataView(new ArrayBuffer(0));
  /** How much of the chunk was read. */
  #used = 0;
  #position = 0;
  #ended = false;

  constructor(chunks: Chunks, origin: Origin) {
    this.#chunks = chunks;
    this.#origin = origin;
  }

  /** How many bytes were read or skipped. */
  get position(): number {
    return this.#position;
  }

  /** The next `length` bytes: a view to be read at once and not written to. */
  *read(length: number): Reading<Uint8Array> {
    if (length <= this.#chunk.length - this.#used) return this.#take(length);
    const bytes = new Uint8Array(length);
    yield* this.readInto(bytes);
    return bytes;
  }

  /** Shows where the next bytes lie, without making a view of them. */
  *show<T>(length: number, look: (view: DataView, at: number) => T): Reading<T> {
    if (this.#chunk.length - this.#used < length) {
      const bytes = yield* this.read(length);
      return look(new DataView(bytes.buffer, bytes.byteOffset, length), 0);
    }
    const seen = look(this.#view, this.#used);
    this.#used += length;
    this.#position += length;
    return seen;
  }

  /** Fills `target` with the next bytes. */
  *readInto(target: Uint8Array): Reading<void> {
    for (let filled = 0; filled < target.length;) {
      yield* this.#fill();
      const piece = this.#take(target.length - filled);
      target.set(piece, filled);
      filled += piece.length;
    }
  }

  *skip(length: number): Reading<void> {
    let left = length - this.#take(length).length;
    while (left > 0) {
      const passed = this.#chunks.skip(left);
      this.#position += passed;
      left -= passed;
      if (left === 0) return;
      yield* this.#fill();
      left -= this.#take(left).length;
    }
  }

  /** Reads to the end, so that a checksum there is verified; bytes before it are an error. */
  *expectEnd(): Reading<void> {
    if (this.#used === this.#chunk.length) yield this.#next();
    if (this.#used < this.#chunk.length) {
      throw this.fail('MAT_FORMAT', 'there are bytes after the end of the array');
    }
  }

  close(): Promise<void> {
    return this.#chunks.close();
  }

  /** An error at the current position. */
  fail(code: MatErrorCode, what: string, cause?: unknown): MatError {
    const { file, offset, inflated } = this.#origin;
    if (!inflated) {
      const place = offset + this.#position;
      return new MatError(code, `${file}: ${what} (at byte ${place})`, { cause, offset: place });
    }
    const where = `at byte ${this.#position} of what is compressed at byte ${offset}`;
    const place = { offset, inflatedOffset: this.#position };
    return new MatError(code, `${file}: ${what} (${where})`, { cause, ...place });
  }

  /** Up to `length` bytes of the current chunk. */
  #take(length: number): Uint8Array {
    const piece = this.#chunk.subarray(this.#used, this.#used + length);
    this.#used += piece.length;
    this.#position += piece.length;
    return piece;
  }

  /** Makes sure that the current chunk holds a byte. */
  *#fill(): Reading<void> {
    while (this.#used === this.#chunk.length) {
      if (this.#ended)
        throw this.fail('MAT_TRUNCATED', 'the data ends too early; get the file again');
      yield this.#next();
    }
  }

  /** Takes the next chunk, or learns that there is none. */
  async #next(): Promise<void> {
    try {
      const chunk = await this.#chunks.next();
      this.#ended = chunk === undefined;
      const { buffer, byteOffset, length } = chunk ?? NO_BYTES;
      // Not a `Buffer`, of which parts are slow to take.
      this.#chunk = new Uint8Array(buffer, byteOffset, length);
      this.#view = new DataView(this.#chunk.buffer, this.#chunk.byteOffset, this.#chunk.length);
      this.#used = 0;
    } catch (cause) {
      if (!(cause instanceof InflateError)) throw cause;
      throw cause.cut
        ? this.fail(
            'MAT_TRUNCATED',
            'the compressed data ends too early; get the file again',
            cause,
          )
        : this.fail('MAT_FORMAT', `the compressed data is damaged: ${cause.message}`, cause);
    }
  }
}
