import type { OnnxModel } from '@gender/onnx';
import { describeNormalization } from './describe-network.js';
import type { DescribedGraph } from './file-description.js';

/** Says what an ONNX model computes, and how many weights each operator has. */
export function describeOnnx(model: OnnxModel): DescribedGraph {
  const { name, inputs, outputs, classes, temperature, normalization } = model;
  const initializers = model.initializers.map(({ name, type, shape }) => ({ name, type, shape }));
  const unread = new Map(
    initializers
      .filter(({ type }) => type.startsWith('float'))
      .map((each) => [each.name, each.shape.reduce((product, length) => product * length, 1)]),
  );
  const parameters = [...unread.values()].reduce((sum, each) => sum + each, 0);
  const take = (input: string): number => {
    const count = unread.get(input);
    unread.delete(input);
    return count === undefined ? 0 : count;
  };
  const nodes = model.nodes.map((node) => ({
    name: node.name,
    type: node.type,
    inputs: node.inputs,
    parameters: node.inputs.reduce((sum, input) => sum + take(input), 0),
  }));
  return {
    kind: 'graph',
    format: 'ONNX',
    name,
    inputs,
    outputs,
    nodes,
    initializers,
    parameters,
    ...(classes && { classes }),
    ...(temperature !== undefined && { temperature }),
    ...(normalization && { normalization: describeNormalization(normalization) }),
  };
}
