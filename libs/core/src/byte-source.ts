/** Bytes that can be read by range: a file, a buffer, a browser's `Blob`. */
export interface ByteSource {
  /** A path or another name, for messages. */
  readonly name: string;
  readonly byteLength: number;
  /** Where the bytes lie as a file, for software that opens files by itself. */
  readonly path?: string | undefined;
  /**
   * The bytes from `start` up to but not including `end`.
   *
   * @throws RangeError when the range does not lie within `0 … byteLength`.
   */
  slice(start: number, end: number): Promise<Uint8Array>;
  /**
   * Fills `target` with the bytes from `start` on, which spares memory where much is read and little
   * kept. Sources that hold their bytes anyway need not have it.
   *
   * @throws RangeError when the range does not lie within `0 … byteLength`.
   */
  readonly readInto?: ((start: number, target: Uint8Array) => Promise<void>) | undefined;
}

/** A byte source over bytes in memory; slices are views, not copies. */
export function memorySource(bytes: Uint8Array, name = 'memory'): ByteSource {
  return {
    name,
    byteLength: bytes.byteLength,
    slice: (start, end) => {
      if (start < 0 || end < start || end > bytes.byteLength) {
        return Promise.reject(
          new RangeError(`${name}: bytes ${start}–${end} of ${bytes.byteLength} do not exist`),
        );
      }
      return Promise.resolve(bytes.subarray(start, end));
    },
  };
}
