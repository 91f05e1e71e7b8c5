import { MatError, type MatErrorCode } from './mat-error.js';
import { InflateError } from './platform/inflate-error.js';

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

/** Reads bytes in order from chunks; every failure is a `MatError` that knows the position. */
export class ByteReader {
  #chunks: Chunks;
  #origin: Origin;
  #chunk: Uint8Array = new Uint8Array(0);
  /** How much of the chunk was read. */
  #used = 0;
  #position = 0;

  constructor(chunks: Chunks, origin: Origin) {
    this.#chunks = chunks;
    this.#origin = origin;
  }

  /** How many bytes were read or skipped. */
  get position(): number {
    return this.#position;
  }

  /** The next `length` bytes: a view to be read at once and not written to. */
  async read(length: number): Promise<Uint8Array> {
    if (length <= this.#chunk.length - this.#used) return this.#take(length);
    const bytes = new Uint8Array(length);
    await this.readInto(bytes);
    return bytes;
  }

  /** Fills `target` with the next bytes. */
  async readInto(target: Uint8Array): Promise<void> {
    for (let filled = 0; filled < target.length;) {
      await this.#fill();
      const piece = this.#take(target.length - filled);
      target.set(piece, filled);
      filled += piece.length;
    }
  }

  async skip(length: number): Promise<void> {
    let left = length - this.#take(length).length;
    while (left > 0) {
      const passed = this.#chunks.skip(left);
      this.#position += passed;
      left -= passed;
      if (left === 0) return;
      await this.#fill();
      left -= this.#take(left).length;
    }
  }

  /** Reads to the end, so that a checksum there is verified; bytes before it are an error. */
  async expectEnd(): Promise<void> {
    if (this.#used < this.#chunk.length || (await this.#next()) !== undefined) {
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
  async #fill(): Promise<void> {
    while (this.#used === this.#chunk.length) {
      const chunk = await this.#next();
      if (chunk === undefined) {
        throw this.fail('MAT_TRUNCATED', 'the data ends too early; get the file again');
      }
      this.#chunk = chunk;
      this.#used = 0;
    }
  }

  async #next(): Promise<Uint8Array | undefined> {
    try {
      return await this.#chunks.next();
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
