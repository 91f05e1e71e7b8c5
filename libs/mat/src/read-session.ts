import type { Reading } from './reading.js';
import type { ElementOrder, MatClass, MatSkipped, MatValue } from './mat-value.js';

/** An array that the reader has come to. */
export interface MatEntry {
  /** Where it lies, as one writes it in MATLAB: `net.layers{5}.weights{1}`, `people(2).name`. */
  readonly path: string;
  readonly class: MatClass;
  readonly shape: readonly number[];
}

/** What is to be read, and how. */
export interface MatSelection {
  /**
   * Asked for every array before its content is read, an outer array before those in it; what it
   * refuses is passed over and stands as `skipped` in the result. Default: everything is read.
   */
  select?: ((entry: MatEntry) => boolean) | undefined;
  /**
   * Told every array that was read or passed over, an outer array after those in it; reading ends
   * where it says `true`, and what follows in the file stands as `skipped`. Default: nothing ends it.
   */
  until?: ((entry: MatEntry, value: MatValue) => boolean) | undefined;
  /**
   * The order of the elements of arrays of numbers; they are brought into it while they are read,
   * without a second copy. Default: `column-major`, as MATLAB has them.
   */
  order?: ElementOrder | undefined;
  /**
   * Whether a variable of which reading ended early is inflated to its end, so that its checksum
   * is compared. (One that is read to its end always is.) Default: false.
   */
  verify?: boolean | undefined;
}

/** Stands for what lies behind the end of reading. */
export const unread: MatSkipped = { kind: 'skipped', class: undefined, shape: [] };

/** One reading of a file: asks its caller what is wanted, and knows whether that was found. */
export class ReadSession {
  readonly order: ElementOrder;
  readonly verify: boolean;
  readonly #select: (entry: MatEntry) => boolean;
  readonly #until: (entry: MatEntry, value: MatValue) => boolean;
  #ended = false;

  constructor({ select, until, order, verify }: MatSelection) {
    this.#select = select ?? (() => true);
    this.#until = until ?? (() => false);
    this.order = order ?? 'column-major';
    this.verify = verify ?? false;
  }

  /** Whether nothing more is to be read. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Reads the content of an array, if it is wanted. */
  *read(entry: MatEntry, content: () => Reading<MatValue>): Reading<MatValue> {
    const value: MatValue = this.#select(entry)
      ? yield* content()
      : { kind: 'skipped', class: entry.class, shape: entry.shape };
    if (!this.#ended && this.#until(entry, value)) this.#ended = true;
    return value;
  }
}
