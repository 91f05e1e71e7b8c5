import type { Constant } from './constant.js';
import { firstOutput, type Graph, type GraphNode } from './graph.js';

/**
 * How a part of a graph looks, seen from its end: a number (a constant of one element), `'x'` (any tensor that is computed),
 * `'$name'` (any constant, or nothing), `ABSENT`, several that will do, or an operator with what it reads: `['Mul', 'x', ['Sigmoid', 'x']]`.
 * A name stands for the same tensor everywhere; an operator may be named as well: `['ReduceL2:norm', 'x', '$axes']`.
 */
export type Pattern = string | number | { readonly anyOf: readonly Pattern[] } | OperatorPattern;

type OperatorPattern = readonly [operator: string, ...operands: Pattern[]];

/** What the names of a pattern stand for. */
export interface Match {
  readonly tensors: ReadonlyMap<string, string>;
  readonly nodes: ReadonlyMap<string, GraphNode>;
}

/** Several patterns of which one will do. */
export function anyOf(...patterns: Pattern[]): Pattern {
  return { anyOf: patterns };
}

/** Something multiplied by a number, or divided by its inverse. */
export function scaled(pattern: Pattern, factor: number): Pattern {
  return anyOf(['Mul', pattern, factor], ['Div', pattern, 1 / factor]);
}

/** Numbers in files are rounded to 32 bits, those of formulas to the digits that somebody wrote. */
const TOLERANCE = 1e-6;

/** The name of an input that an operator does without; as a pattern, that there is none. */
export const ABSENT = '';

/** Operators that may read what they read in either order. */
const commutative: readonly string[] = ['Add', 'Mul', 'Max', 'Min'];

/** Finds patterns in a graph. */
export class PatternMatcher {
  readonly #constants: ReadonlyMap<string, Constant>;
  readonly #sources: ReadonlyMap<string, GraphNode>;

  constructor({ nodes, constants }: Pick<Graph, 'nodes' | 'constants'>) {
    this.#constants = constants;
    this.#sources = new Map(
      nodes.filter(({ outputs }) => outputs.length > 0).map((node) => [firstOutput(node), node]),
    );
  }

  /** What a pattern that ends in a tensor stands for there, or `undefined` where it does not. */
  match(pattern: Pattern, tensor: string): Match | undefined {
    return this.#match(pattern, tensor, { tensors: new Map(), nodes: new Map() });
  }

  /** The only number of a constant, which has no axes that it could lend to what it is joined with. */
  number(tensor: string | undefined): number | undefined {
    const constant = this.constant(tensor);
    const isScalar = constant?.data.length === 1 && constant.shape.length <= 1;
    return isScalar ? constant.data[0] : undefined;
  }

  constant(tensor: string | undefined): Constant | undefined {
    return tensor === undefined ? undefined : this.#constants.get(tensor);
  }

  #match(pattern: Pattern, tensor: string, match: Match): Match | undefined {
    if (typeof pattern === 'number') return this.#isNumber(tensor, pattern) ? match : undefined;
    if (typeof pattern === 'string') return this.#bind(pattern, tensor, match);
    if (!('anyOf' in pattern)) return this.#matchOperator(pattern, tensor, match);
    for (const each of pattern.anyOf) {
      const found = this.#match(each, tensor, match);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #isNumber(tensor: string, wanted: number): boolean {
    const found = this.number(tensor);
    return found !== undefined && Math.abs(found - wanted) <= TOLERANCE * Math.abs(wanted);
  }

  #bind(name: string, tensor: string, match: Match): Match | undefined {
    if (name === ABSENT) return tensor === ABSENT ? match : undefined;
    const bound = match.tensors.get(name);
    if (bound !== undefined) return bound === tensor ? match : undefined;
    const isConstant = this.#constants.has(tensor) || tensor === '';
    if (isConstant !== name.startsWith('$')) return undefined;
    return { ...match, tensors: new Map(match.tensors).set(name, tensor) };
  }

  #matchOperator(
    [label, ...operands]: OperatorPattern,
    tensor: string,
    match: Match,
  ): Match | undefined {
    const [type = label, name] = label.split(':');
    const node = this.#sources.get(tensor);
    if (node?.type !== type || node.inputs.length > operands.length) return undefined;
    const named =
      name === undefined ? match : { ...match, nodes: new Map(match.nodes).set(name, node) };
    const inputs = operands.map((_, place) => node.inputs[place] ?? ABSENT);
    const found = this.#matchAll(operands, inputs, named);
    if (found !== undefined || !commutative.includes(type)) return found;
    return this.#matchAll(operands, inputs.reverse(), named);
  }

  #matchAll(
    patterns: readonly Pattern[],
    tensors: readonly string[],
    start: Match,
  ): Match | undefined {
    let match: Match | undefined = start;
    for (const [place, pattern] of patterns.entries()) {
      const tensor = tensors[place];
      match = match && tensor !== undefined ? this.#match(pattern, tensor, match) : undefined;
    }
    return match;
  }
}
