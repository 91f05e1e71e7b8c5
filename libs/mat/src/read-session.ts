import { MAX_DEPTH } from './limits.js';
import { MatError } from './mat-error.js';
import type { ElementOrder, MatClass, MatValue } from './mat-value.js';
import type { Reading } from './reading.js';

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

/** One reading of a file: asks its caller what is wanted, and knows whether that was found. */
export class ReadSession {
  readonly order: ElementOrder;
  readonly verify: boolean;
  readonly #select: (entry: MatEntry) => boolean;
  readonly #until: (entry: MatEntry, value: MatValue) => boolean;
  readonly #file: string;
  /** How deep the array that is read lies in others. */
  #depth = 0;
  #ended = false;

  /** @param file - its name in messages */
  constructor(
    file: string,
    {
      select = () => true,
      until = () => false,
      order = 'column-major',
      verify = false,
    }: MatSelection,
  ) {
    this.#file = file;
    this.#select = select;
    this.#until = until;
    this.order = order;
    this.verify = verify;
  }

  /** Whether nothing more is to be read. */
  get ended(): boolean {
    return this.#ended;
  }

  /**
   * Reads the content of an array, if it is wanted.
   *
   * @throws MatError `MAT_LIMIT` when it lies deeper in others than `MAX_DEPTH`.
   */
  *read(entry: MatEntry, content: () => Reading<MatValue>): Reading<MatValue> {
    const value: MatValue = this.#select(entry)
      ? yield* this.#readDeeper(entry.path, content)
      : { kind: 'skipped', class: entry.class, shape: entry.shape };
    if (!this.#ended && this.#until(entry, value)) this.#ended = true;
    return value;
  }

  *#readDeeper(path: string, content: () => Reading<MatValue>): Reading<MatValue> {
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) {
      throw new MatError(
        'MAT_LIMIT',
        `${this.#file}: ${path} lies deeper than ${MAX_DEPTH} levels`,
      );
    }
    const value = yield* content();
    this.#depth -= 1;
    return value;
  }
}
