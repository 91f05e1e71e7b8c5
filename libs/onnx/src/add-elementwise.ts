import { required } from '@gender/core';
import {
  applyElementwise,
  firstInput,
  type Arithmetic,
  type ElementwiseLayer,
} from '@gender/network';
import type { GraphBuilder } from './graph-builder.js';

/** A node that is still to be added. */
interface Operation {
  readonly opType: string;
  readonly inputs: readonly string[];
  readonly output: string;
}

/** Adds a layer that has a formula: an operator for each of its operations, of which the last gives the layer's activation. */
export function addElementwise(layer: ElementwiseLayer, graph: GraphBuilder): void {
  const input = firstInput(layer);
  const layout = graph.layout(input);
  const operations: Operation[] = [];
  applyElementwise(layer, graph.read(input, layout), recorder(layer.name, graph, operations));
  const last = required(operations.pop(), `the formula of "${layer.name}"`);
  for (const { opType, inputs, output } of operations) graph.node(opType, inputs, output);
  graph.node(last.opType, last.inputs, graph.define(layer.name, layout));
}

/** Operations that note the nodes which compute them; a value is the name of a tensor. */
function recorder(layer: string, graph: GraphBuilder, operations: Operation[]): Arithmetic<string> {
  const add = (opType: string, ...inputs: string[]): string => {
    const output = graph.unique(`${layer}/${opType.toLowerCase()}`);
    operations.push({ opType, inputs, output });
    return output;
  };
  const unary =
    (opType: string) =>
    (x: string): string =>
      add(opType, x);
  const binary =
    (opType: string) =>
    (a: string, b: string | number): string =>
      add(opType, a, typeof b === 'string' ? b : graph.number(`${layer}/${b}`, b));
  return {
    add: binary('Add'),
    mul: binary('Mul'),
    div: binary('Div'),
    maximum: binary('Max'),
    minimum: binary('Min'),
    abs: unary('Abs'),
    sign: unary('Sign'),
    exp: unary('Exp'),
    erf: unary('Erf'),
    tanh: unary('Tanh'),
    sigmoid: unary('Sigmoid'),
    softplus: unary('Softplus'),
    elu: unary('Elu'),
    selu: unary('Selu'),
  };
}
