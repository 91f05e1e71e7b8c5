import { fieldOf, numbersOf, textOf, type MatValue } from '@gender/mat';
import type { Padding, Pair } from '@gender/network';
import { MatConvNetError, type MatConvNetErrorCode } from './matconvnet-error.js';

/** Which layer of which file. */
export interface LayerPlace {
  readonly file: string;
  /** Counted from 1, as MATLAB does: `layers{position}` or `layers(position)`. */
  readonly position: number;
  /** As the file has it: `conv`, `dagnn.Conv`; `undefined` where it has none. */
  readonly type: string | undefined;
  readonly name: string;
}

/** The options of one layer; every failure names file, position, layer and type. */
export class LayerFields {
  /**
   * The type without package and case, by which SimpleNN's and DagNN's are told apart: `relu` of
   * `relu` and of `dagnn.ReLU`.
   */
  readonly kind: string | undefined;
  readonly name: string;
  readonly #place: LayerPlace;
  readonly #struct: MatValue | undefined;

  /** @param struct - the layer of a SimpleNN network, the block of a DagNN layer */
  constructor(place: LayerPlace, struct: MatValue | undefined) {
    this.kind = place.type?.slice(place.type.lastIndexOf('.') + 1).toLowerCase();
    this.name = place.name;
    this.#place = place;
    this.#struct = struct;
  }

  /**
   * The value of a field, or of an option of that name in `opts`; `undefined` where there is none. Where both are there,
   * the one that MatConvNet (1.0-beta25) takes: of what it passes on as `'pad', l.pad, …, l.opts{:}` the last.
   */
  value(field: string): MatValue | undefined {
    const own = fieldOf(this.#struct, field);
    const option = optionOf(fieldOf(this.#struct, 'opts'), field);
    return this.#isPassedOn(field) ? (option ?? own) : (own ?? option);
  }

  /** SimpleNN passes `leak` on without the options. */
  #isPassedOn(field: string): boolean {
    if (field === 'leak') return this.#place.type?.startsWith('dagnn.') ?? false;
    return BEFORE_OPTIONS.has(field);
  }

  text(field: string, fallback: string): string {
    const value = this.value(field);
    if (isEmpty(value)) return fallback;
    return textOf(value) ?? this.#reject(field, 'a text');
  }

  number(field: string, fallback: number): number {
    const [number = fallback, ...more] = this.numbers(field);
    if (more.length > 0) return this.#reject(field, 'one number');
    return number;
  }

  /** A logical or number that is not 0. */
  flag(field: string, fallback: boolean): boolean {
    return this.number(field, Number(fallback)) !== 0;
  }

  /** One whole number from 1. */
  count(field: string, fallback: number): number {
    const count = this.number(field, fallback);
    if (!isCount(count) || count < 1) return this.#reject(field, 'a whole number from 1');
    return count;
  }

  /** One whole number for both directions, or one for each; at least 1. */
  pair(field: string, fallback: number): Pair {
    const [vertical = fallback, horizontal = vertical, ...more] = this.numbers(field);
    const pair = [vertical, horizontal] as const;
    if (more.length > 0 || !pair.every((number) => isCount(number) && number >= 1)) {
      return this.#reject(field, 'one or two whole numbers from 1');
    }
    return pair;
  }

  /** One whole number for all sides, one for each direction, or top, bottom, left, right. */
  padding(field: string): Padding {
    const sides = this.numbers(field);
    const [top = 0, second = top, left = second, right = left] = sides;
    const padding =
      sides.length === 2
        ? ([top, top, second, second] as const)
        : ([top, second, left, right] as const);
    if (sides.length === 3 || sides.length > 4 || !padding.every(isCount)) {
      return this.#reject(field, 'one, two or four whole numbers from 0');
    }
    return padding;
  }

  /** All numbers of a field; none where it is empty or absent. */
  numbers(field: string): number[] {
    const value = this.value(field);
    if (isEmpty(value)) return [];
    return numbersOf(value) ?? this.#reject(field, 'numbers');
  }

  /** An error about this layer. */
  fail(what: string, code: MatConvNetErrorCode = 'MATCONVNET_FORMAT'): MatConvNetError {
    return new MatConvNetError(code, `${this.describe()} ${what}`);
  }

  /** For messages: file, position, name and type. */
  describe(): string {
    const { file, position, type, name } = this.#place;
    return `${file}: layer ${position} ("${name}"${type === undefined ? '' : `, type "${type}"`})`;
  }

  #reject(field: string, expected: string): never {
    const value = this.value(field);
    const found =
      value?.kind === 'numeric' ? `[${numbersOf(value)?.slice(0, 8).join(' ')}]` : value?.kind;
    throw this.fail(`needs ${expected} in field "${field}", found ${found}`);
  }
}

/** Whether MATLAB's default stands in a field: nothing, an empty array, or what reading did not come to. */
export function isEmpty(value: MatValue | undefined): value is undefined {
  return value === undefined || value.shape.includes(0) || isUnread(value);
}

/** Whether reading ended before an array. */
function isUnread(value: MatValue): boolean {
  return value.kind === 'skipped' && value.class === undefined;
}

/** What `vl_simplenn` and the blocks of DagNN pass to `vl_nnconv`, `vl_nnconvt` and `vl_nnpool` before the options. */
const BEFORE_OPTIONS: ReadonlySet<string> = new Set([
  'pad',
  'stride',
  'dilate',
  'crop',
  'upsample',
  'numGroups',
  'method',
]);

/** The value after the last such name in a list such as `{'CuDNN', 'leak', 0.1}`. */
function optionOf(options: MatValue | undefined, name: string): MatValue | undefined {
  if (options?.kind !== 'cell') return undefined;
  const wanted = name.toLowerCase();
  const index = options.cells.findLastIndex((cell) => textOf(cell)?.toLowerCase() === wanted);
  return index === -1 ? undefined : options.cells[index + 1];
}

function isCount(number: number): boolean {
  return Number.isInteger(number) && number >= 0;
}
