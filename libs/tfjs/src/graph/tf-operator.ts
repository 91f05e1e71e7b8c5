import { TfjsError } from '@gender/keras/tfjs';
import * as z from 'zod';
import type { GraphModelNode } from './graph-model.js';

const none = z.literal(0);
const margin = z.int().min(0);
const explicitPaddings = z.tuple([none, none, margin, margin, margin, margin, none, none]);

/** An operator of TensorFlow: what it reads, and its attributes with TensorFlow's own defaults. */
export class TfOperator {
  readonly name: string;
  readonly op: string;
  /** Names of tensors; what only orders the computation (`^name`) is left out. */
  readonly inputs: readonly string[];
  readonly #attributes: GraphModelNode['attr'];

  constructor(
    readonly file: string,
    { name, op, input, attr }: GraphModelNode,
  ) {
    this.name = name;
    this.op = op;
    this.inputs = input.filter((each) => !each.startsWith('^')).map(tensorName);
    this.#attributes = attr;
  }

  /** @throws TfjsError (`TFJS_FORMAT`) where the operator has no such input. */
  input(place: number): string {
    const found = this.inputs[place];
    if (found !== undefined) return found;
    throw this.#malformed(`lacks its input ${place}`);
  }

  int(name: string, absent: number): number {
    return this.#attributes[name]?.i ?? absent;
  }

  float(name: string, absent: number): number {
    const { f = absent } = this.#attributes[name] ?? {};
    return f;
  }

  flag(name: string, absent: boolean): boolean {
    return this.#attributes[name]?.b ?? absent;
  }

  text(name: string, absent: string): string {
    const { s = absent } = this.#attributes[name] ?? {};
    return s;
  }

  /** Several integers; none where there is no such list. */
  ints(name: string): readonly number[] {
    const { i = [] } = { ...this.#attributes[name]?.list };
    return i;
  }

  texts(name: string): readonly string[] {
    const { s = [] } = { ...this.#attributes[name]?.list };
    return s;
  }

  /** A type of elements, such as `DT_FLOAT`. */
  type(name: string): string {
    return String(this.#attributes[name]?.type);
  }

  shape(name: string): GraphModelNode['attr'][string]['shape'] {
    return this.#attributes[name]?.shape;
  }

  /** Settings `(1, rows, columns, 1)` of a window. @throws TfjsError (`TFJS_FORMAT`) when they are not that. */
  window(name: string): readonly [rows: number, columns: number] {
    const list = this.ints(name);
    if (list.length === 0) return [1, 1];
    const [batch, rows, columns, channels] = list;
    if (rows !== undefined && columns !== undefined && batch === 1 && channels === 1)
      return [rows, columns];
    throw this.#malformed(`has ${name} (${list.join(', ')}), expected (1, rows, columns, 1)`);
  }

  /**
   * Its `explicit_paddings`, margins before and behind each axis of `(N, H, W, C)`, in the order of ONNX:
   * `(top, left, bottom, right)`. @throws TfjsError (`TFJS_FORMAT`) when they are not that.
   */
  get margins(): readonly number[] {
    const list = this.ints('explicit_paddings');
    const { data } = explicitPaddings.safeParse(list);
    if (data !== undefined) {
      const [, , top, bottom, left, right] = data;
      return [top, left, bottom, right];
    }
    throw this.#malformed(
      `has explicit_paddings (${list.join(', ')}), expected (0, 0, top, bottom, left, right, 0, 0)`,
    );
  }

  /** Whether maps have their channels in front, which TensorFlow.js itself does not compute. */
  get isChannelsFirst(): boolean {
    return this.text('data_format', 'NHWC') !== 'NHWC';
  }

  #malformed(why: string): TfjsError {
    return new TfjsError(
      'TFJS_FORMAT',
      `${this.file}: operator "${this.name}" (${this.op}) ${why}`,
    );
  }
}

/** The tensor that a reference names: `conv:0` is the one that `conv` gives. */
export function tensorName(reference: string): string {
  return reference.replace(/:0$/, '');
}
