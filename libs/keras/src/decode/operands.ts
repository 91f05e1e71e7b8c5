import { CONSTANT } from '../model-config.js';

/** What an operation reads: a tensor, the next of its inputs, or a constant. */
export type Operand = { readonly tensor: true } | { readonly constant: unknown };

/**
 * The operands of one application of an operation, in order: of Keras 3
 * `{ args: [<tensor>, 255.0], kwargs: {} }`, of Keras 2 `[['image', 0, 0, { y: 255.0, name: null }]]` or
 * `['image', 0, 0, {…}]`.
 */
export function operandsOf(node: unknown): Operand[] {
  if (isRecord(node) && isList(node['args'])) {
    return [...node['args'], ...valuesOf(node['kwargs'])].map(operand);
  }
  if (!isList(node)) return [];
  const [name, , third, others] = node;
  if (typeof name !== 'string') return node.flatMap(operandsOf);
  const first: Operand = name === CONSTANT ? { constant: third } : { tensor: true };
  return [first, ...valuesOf(others).map(operand)];
}

/** The named arguments of one application, tensors among them, of a layer or of an operation. */
export function namedArguments(node: unknown): Readonly<Record<string, unknown>> {
  if (isRecord(node)) return recordOf(node['kwargs']);
  if (!isList(node)) return {};
  const [name, , , others] = node;
  if (typeof name === 'string') return recordOf(others);
  return Object.fromEntries(node.flatMap((each) => Object.entries(namedArguments(each))));
}

/** Whether an argument is a tensor, as Keras 3 or as Keras 2 refers to it. */
export function isTensor(value: unknown): boolean {
  return isRecord(value)
    ? value['class_name'] === '__keras_tensor__'
    : Array.isArray(value) && typeof value[0] === 'string' && typeof value[1] === 'number';
}

function operand(value: unknown): Operand {
  return isTensor(value) ? { tensor: true } : { constant: value };
}

/** Of named arguments all but the name of the operation itself. */
function valuesOf(named: unknown): unknown[] {
  const entries = Object.entries(recordOf(named));
  return entries.flatMap(([name, value]) => (name === 'name' ? [] : [value]));
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return isRecord(value) ? value : {};
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
