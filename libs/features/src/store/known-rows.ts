import { elementCount, tensor, type Float32Tensor } from '@gender/tensor';
import { required } from '@gender/core';
import { FeaturesError } from '../features-error.js';
import {
  readRecord,
  recordPath,
  sameProvenance,
  type FeatureRecord,
  type RowProvenance,
} from './feature-record.js';
import { openFeatureStore, type FeatureStore } from './feature-store.js';

/** Rows that are found by the SHA-256 of their picture. */
export interface RowSource {
  /** Whether it has the row of a picture, as it was computed. */
  has(picture: string): Promise<boolean>;
  /** The CRC-32 of a row that it has. */
  checksum(picture: string): number | undefined;
  /** The values of a row that it has. */
  read(picture: string): Promise<Float32Array>;
}

/** The rows that need not be computed: those of a run that was interrupted, and of finished stores. */
export class KnownRows implements AsyncDisposable {
  readonly #sources: readonly RowSource[];
  readonly #stores: readonly StoreRows[];

  private constructor(own: RowSource, stores: readonly StoreRows[]) {
    this.#sources = [own, ...stores];
    this.#stores = stores;
  }

  /**
   * Finds the stores that exist among `paths` and were made in the same way; others are passed over.
   * One is opened when a row of it is wanted.
   */
  static async find(
    own: RowSource,
    paths: readonly string[],
    provenance: RowProvenance,
  ): Promise<KnownRows> {
    const stores: StoreRows[] = [];
    for (const path of new Set(paths)) {
      const record = await readRecord(recordPath(path));
      if (record === undefined || !sameProvenance(record, provenance)) continue;
      stores.push(new StoreRows(path, record));
    }
    return new KnownRows(own, stores);
  }

  /** Whether there is a row of a picture, as it was computed. */
  async has(picture: string): Promise<boolean> {
    return (await this.#sourceOf(picture)) !== undefined;
  }

  /** The CRC-32 of the row of a picture. */
  async checksum(picture: string): Promise<number> {
    const source = await this.#sourceOf(picture);
    return required(source?.checksum(picture), `the row of the picture ${picture}`);
  }

  /** The rows of pictures, in their order, shape `(pictures.length, …rowShape)`. */
  async gather(pictures: readonly string[], rowShape: readonly number[]): Promise<Float32Tensor> {
    const size = elementCount(rowShape);
    const data = new Float32Array(pictures.length * size);
    const fill = async (picture: string, index: number): Promise<void> => {
      const source = required(await this.#sourceOf(picture), `the row of the picture ${picture}`);
      data.set(await source.read(picture), index * size);
    };
    await Promise.all(pictures.map(fill));
    return tensor('float32', [pictures.length, ...rowShape], data);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const store of this.#stores) await store[Symbol.asyncDispose]();
  }

  async #sourceOf(picture: string): Promise<RowSource | undefined> {
    for (const source of this.#sources) if (await source.has(picture)) return source;
    return undefined;
  }
}

interface StoredRow {
  readonly row: number;
  readonly crc32: number;
}

/** The rows of a finished store. */
class StoreRows implements RowSource, AsyncDisposable {
  readonly #path: string;
  readonly #checked = new Set<string>();
  #rows: Map<string, StoredRow>;
  #store: Promise<FeatureStore> | undefined;

  constructor(path: string, record: FeatureRecord) {
    this.#path = path;
    this.#rows = rowsOf(record);
  }

  async has(picture: string): Promise<boolean> {
    if (!this.#rows.has(picture)) return false;
    if (this.#checked.has(picture)) return true;
    const store = await this.#open();
    if (store === undefined || !this.#rows.has(picture)) return false;
    try {
      await this.read(picture);
      this.#checked.add(picture);
      return true;
    } catch (cause) {
      if (!(cause instanceof FeaturesError)) throw cause;
      this.#rows.delete(picture);
      return false;
    }
  }

  checksum(picture: string): number | undefined {
    return this.#rows.get(picture)?.crc32;
  }

  async read(picture: string): Promise<Float32Array> {
    const { row } = required(this.#rows.get(picture), `the row of the picture ${picture}`);
    const store = required(await this.#open(), this.#path);
    return (await store.read(row, row + 1)).data;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#store === undefined) return;
    await (await this.#open())?.[Symbol.asyncDispose]();
  }

  /** A store that cannot be opened, such as one that is cut short, has no rows. */
  async #open(): Promise<FeatureStore | undefined> {
    try {
      this.#store ??= this.#openOnce();
      return await this.#store;
    } catch {
      this.#rows.clear();
      return undefined;
    }
  }

  async #openOnce(): Promise<FeatureStore> {
    const store = await openFeatureStore(this.#path);
    this.#rows = rowsOf(store.record);
    return store;
  }
}

/** The first row of each picture. */
function rowsOf({ images }: FeatureRecord): Map<string, StoredRow> {
  const rows = new Map<string, StoredRow>();
  for (const [row, { sha256, crc32 }] of images.entries()) {
    if (!rows.has(sha256)) rows.set(sha256, { row, crc32 });
  }
  return rows;
}
