import type { ByteSource } from '@gender/core';
import type { Hdf5Group } from '@gender/hdf5';

/** A byte source that is given back when it is no longer needed. */
export interface OwnedSource extends ByteSource, AsyncDisposable {}

/** An open HDF5 file. */
export interface OwnedHdf5 extends AsyncDisposable {
  readonly root: Hdf5Group;
}

/** Takes bytes at positions of a new file. */
export interface Sink {
  write(bytes: Uint8Array, position: number): Promise<void>;
}

/** What Node and browsers do each in their way. */
export interface Platform {
  /** Opens a file by its path. */
  openPath(path: string): Promise<OwnedSource>;
  /** Keeps the bytes of a stream where they can be read by range. */
  keepStream(stream: ReadableStream<Uint8Array>): Promise<OwnedSource>;
  /** Opens an HDF5 file; the source must stay open as long. */
  openHdf5(source: ByteSource): Promise<OwnedHdf5>;
  /**
   * Inflates a zlib stream piece by piece; at its end its checksum is compared. What it was given may
   * change once it asks for more.
   *
   * @throws InflateError from the iterator.
   */
  inflate(
    compressed: AsyncIterable<Uint8Array>,
    byteLength: number,
  ): AsyncIterator<Uint8Array, undefined>;
  /** Deflates pieces into one zlib stream. */
  deflate(pieces: AsyncIterable<Uint8Array>, level: number): AsyncIterable<Uint8Array>;
  /** Writes a file that appears whole or not at all. */
  writeFile(path: string, write: (sink: Sink) => Promise<void>): Promise<void>;
}
