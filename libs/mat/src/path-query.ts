import { elementCount } from '@gender/tensor';
import { MatError } from './mat-error.js';
import type { MatValue } from './mat-value.js';
import type { MatEntry } from './read-session.js';

/** One step of a path: `.name`, `{3}` or `{2,3}`, `(3)` or `(2,3)`. */
type Step =
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'cell' | 'element'; readonly subscripts: readonly number[] };

/** A step that was found possible: into a cell, or to a field of one struct of an array. */
type Found =
  | { readonly kind: 'cell'; readonly index: number }
  | { readonly kind: 'field'; readonly name: string; readonly index: number }
  | { readonly kind: 'element'; readonly index: number };

const partNames = { field: 'fields', cell: 'cells', element: 'structs' } as const;

const PATH = /^([A-Za-z]\w*)(?:\.[A-Za-z]\w*|\{\d+(?:,\d+)*\}|\(\d+(?:,\d+)*\))*$/;
const STEP = /\.([A-Za-z]\w*)|([{(])([\d,]+)[})]/g;

/**
 * Looks for one array on the way through a variable: leads the reader to it, past everything beside
 * it, and takes it out of what was read.
 */
export class PathQuery {
  /** The variable in which the path begins. */
  readonly variable: string;
  readonly #file: string;
  readonly #text: string;
  /** What is still to go. */
  readonly #steps: Step[];
  readonly #found: Found[] = [];
  /** The path, as the reader writes it, of the array that comes next on the way. */
  #next: string;
  #arrived = false;

  /** @throws MatError `MAT_PATH` when the text is no path. */
  constructor(file: string, path: string) {
    const text = path.replaceAll(' ', '');
    const variable = PATH.exec(text)?.[1];
    if (variable === undefined) {
      throw new MatError(
        'MAT_PATH',
        `${file}: "${path}" is no path; write it as in MATLAB: net.layers{5}.weights{1}`,
      );
    }
    this.#file = file;
    this.#text = text;
    this.#steps = [...text.matchAll(STEP)].map(stepOf);
    this.variable = variable;
    this.#next = this.variable;
  }

  /** Whether an array lies on the way to the one that is looked for, is it, or lies in it. */
  wants(entry: MatEntry): boolean {
    if (this.#arrived) return isWithin(entry.path, this.#next);
    if (entry.path !== this.#next) return false;
    this.#advance(entry);
    return true;
  }

  /** Whether the array that is looked for was read. */
  isTarget({ path }: MatEntry): boolean {
    return this.#arrived && path === this.#next;
  }

  /**
   * Takes the array out of the value of the variable.
   *
   * @throws MatError `MAT_PATH` when it is not there.
   */
  extract(variable: MatValue): MatValue {
    let value = variable;
    let path = this.variable;
    for (const step of this.#found) {
      const part = partOf(value, step);
      if (part === undefined) throw this.#missing(path, value, step);
      path = pathOf(path, step);
      value = part;
    }
    return value;
  }

  /** Takes the steps that an array on the way allows, down to the next array. */
  #advance({ path, class: name, shape }: MatEntry): void {
    const step = this.#steps.shift();
    if (step === undefined) {
      this.#arrived = true;
      return;
    }
    const count = elementCount(shape);
    const holder = step.kind === 'cell' ? name === 'cell' : name === 'struct' || name === 'object';
    if (!holder) throw this.#refuse(path, `is of class ${name} and has no ${partNames[step.kind]}`);
    if (step.kind !== 'field') {
      const index = this.#indexIn(path, shape, step.subscripts);
      if (step.kind === 'cell') return this.#take(path, { kind: 'cell', index });
      return this.#takeElement(path, count, index);
    }
    if (count !== 1) throw this.#refuse(path, `has ${count} structs; say which: ${path}(1)`);
    this.#take(path, { ...step, index: 0 });
  }

  /** One struct of an array, then the field of it that the path names. */
  #takeElement(path: string, count: number, index: number): void {
    const field = this.#steps.shift();
    if (field === undefined) {
      this.#found.push({ kind: 'element', index });
      this.#next = count === 1 ? path : `${path}(${index + 1})`;
      this.#arrived = true;
      return;
    }
    if (field.kind !== 'field') throw this.#refuse(path, 'is a struct; a field must follow (…)');
    this.#take(count === 1 ? path : `${path}(${index + 1})`, {
      kind: 'field',
      name: field.name,
      index,
    });
  }

  #take(path: string, step: Found): void {
    this.#found.push(step);
    this.#next = step.kind === 'field' ? `${path}.${step.name}` : pathOf(path, step);
  }

  /** The position, counted from 0, that subscripts (one for all axes, or one for each) name. */
  #indexIn(path: string, shape: readonly number[], subscripts: readonly number[]): number {
    const lengths = subscripts.length === 1 ? [elementCount(shape)] : shape;
    let [index, stride] = [0, 1];
    subscripts.forEach((subscript, axis) => {
      const length = lengths[axis] ?? 1;
      if (subscript < 1 || subscript > length) {
        throw this.#refuse(
          path,
          `of shape ${shape.join(' × ')} has no element ${subscripts.join(',')}`,
        );
      }
      index += (subscript - 1) * stride;
      stride *= length;
    });
    return index;
  }

  #missing(path: string, value: MatValue, step: Found): MatError {
    if (step.kind !== 'field' || value.kind !== 'struct')
      return this.#refuse(path, 'has no such part');
    const names = [...value.fields.keys()].join(', ') || 'none';
    return this.#refuse(path, `has no field "${step.name}"; its fields are ${names}`);
  }

  #refuse(path: string, what: string): MatError {
    return new MatError('MAT_PATH', `${this.#file}: no ${this.#text}: ${path} ${what}`);
  }
}

function stepOf([, name, bracket, subscripts = '']: RegExpExecArray): Step {
  if (name !== undefined) return { kind: 'field', name };
  const numbers = subscripts.split(',').map(Number);
  return { kind: bracket === '{' ? 'cell' : 'element', subscripts: numbers };
}

function partOf(value: MatValue, step: Found): MatValue | undefined {
  if (step.kind === 'cell') return value.kind === 'cell' ? value.cells[step.index] : undefined;
  if (value.kind !== 'struct') return undefined;
  if (step.kind === 'field') return value.fields.get(step.name)?.[step.index];
  const one = [...value.fields].map(
    ([name, values]) => [name, values.slice(step.index, step.index + 1)] as const,
  );
  return { ...value, shape: [1, 1], fields: new Map(one) };
}

function pathOf(path: string, step: Found): string {
  if (step.kind === 'field') return `${path}.${step.name}`;
  return step.kind === 'cell' ? `${path}{${step.index + 1}}` : path;
}

function isWithin(path: string, outer: string): boolean {
  return path.startsWith(outer) && /^[.{(]|^$/.test(path.slice(outer.length, outer.length + 1));
}
