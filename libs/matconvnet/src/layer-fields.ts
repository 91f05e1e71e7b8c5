import { fieldOf, numbersOf, textOf, type MatValue } from '@gender/mat';
import type { Padding, Pair } from '@gender/network';
import { MatConvNetError, type MatConvNetErrorCode } from './matconvnet-error.js';

/** The fields of one layer of a SimpleNN network; every failure names file, position and layer. */
export class LayerFields {
  readonly type: string;
  readonly name: string;
  #file: string;
  #struct: MatValue;
  #position: number;

  /** @param position - counted from 1, as MATLAB does: `layers{position}` */
  constructor(file: string, struct: MatValue, position: number) {
    this.#file = file;
    this.#struct = struct;
    this.#position = position;
    this.type = textOf(this.value('type')) ?? '';
    this.name = textOf(this.value('name')) || `${this.type}${position}`;
    if (this.type === '') throw this.fail('has no field "type"');
  }

  /** The value of a field; `undefined` where there is none. */
  value(field: string): MatValue | undefined {
    return fieldOf(this.#struct, field);
  }

  text(field: string, fallback: string): string {
    const value = this.value(field);
    if (isEmpty(value)) return fallback;
    return textOf(value) ?? this.#reject(field, 'a text');
  }

  number(field: string, fallback: number): number {
    const [number = fallback, ...more] = this.#numbers(field);
    if (more.length > 0) return this.#reject(field, 'one number');
    return number;
  }

  /** One whole number for both directions, or one for each; at least 1. */
  pair(field: string, fallback: number): Pair {
    const [vertical = fallback, horizontal = vertical, ...more] = this.#numbers(field);
    const pair = [vertical, horizontal] as const;
    if (more.length > 0 || !pair.every((number) => Number.isInteger(number) && number >= 1)) {
      return this.#reject(field, 'one or two whole numbers from 1');
    }
    return pair;
  }

  /** One whole number for all sides, one for each direction, or top, bottom, left, right. */
  padding(field: string): Padding {
    const sides = this.#numbers(field);
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

  /** An error about this layer. */
  fail(what: string, code: MatConvNetErrorCode = 'MATCONVNET_FORMAT'): MatConvNetError {
    const type = this.type === '' ? '' : `, type "${this.type}"`;
    return new MatConvNetError(
      code,
      `${this.#file}: layer ${this.#position} ("${this.name}"${type}) ${what}`,
    );
  }

  #numbers(field: string): number[] {
    const value = this.value(field);
    if (isEmpty(value)) return [];
    return numbersOf(value) ?? this.#reject(field, 'numbers');
  }

  #reject(field: string, expected: string): never {
    const value = this.value(field);
    const found =
      value?.kind === 'numeric' ? `[${numbersOf(value)?.slice(0, 8).join(' ')}]` : value?.kind;
    throw this.fail(`needs ${expected} in field "${field}", found ${found}`);
  }
}

/** Whether MATLAB's default stands in a field: nothing, or an empty array. */
export function isEmpty(value: MatValue | undefined): value is undefined {
  return value === undefined || value.shape.includes(0);
}

function isCount(number: number): boolean {
  return Number.isInteger(number) && number >= 0;
}
