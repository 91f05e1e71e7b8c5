import { create } from '@bufbuild/protobuf';
import { required } from '@gender/core';
import { int, ints } from '../attribute.js';
import {
  AttributeProto_AttributeType as AttributeType,
  AttributeProtoSchema,
  NodeProtoSchema,
  type AttributeProto,
  type NodeProto,
} from '../proto/onnx_pb.js';
import { TensorProto_DataType as DataType, TensorProtoSchema } from '../proto/tensor_pb.js';

/** The first operator set with LayerNormalization, and the first with a softmax along one axis alone. */
const LAYER_NORMALIZATION = 17;
const SOFTMAX_OF_AXIS = 13;

/**
 * An operator of a head as an operator set has it that another file brings along, from the seventh on.
 *
 * A softmax of a matrix was along axis 1 and all behind it before; a layer normalisation is its formula.
 */
export function inOperatorSet(node: NodeProto, opset: number): NodeProto[] {
  if (node.opType === 'Softmax' && opset < SOFTMAX_OF_AXIS) {
    return [{ ...node, attribute: [int('axis', 1)] }];
  }
  const isLater = node.opType === 'LayerNormalization' && opset < LAYER_NORMALIZATION;
  return isLater ? layerNormalization(node) : [node];
}

function layerNormalization(node: NodeProto): NodeProto[] {
  const [x, gamma, beta] = [0, 1, 2].map((place) =>
    required(node.input[place], `input ${place} of ${node.name}`),
  );
  const [output] = node.output;
  const { f: epsilon } = required(
    node.attribute.find(({ name }) => name === 'epsilon'),
    `the epsilon of ${node.name}`,
  );
  const axes = [ints('axes', [-1]), int('keepdims', 1)];
  const value = (what: string): string => `${node.name}/${what}`;
  const line = (
    opType: string,
    inputs: readonly (string | undefined)[],
    result: string | undefined,
    attribute: AttributeProto[] = [],
  ): NodeProto => {
    const name = required(result, `the output of ${node.name}`);
    const input = inputs.map((each) => required(each, `an input of ${name}`));
    return create(NodeProtoSchema, { opType, name, input, output: [name], attribute });
  };
  return [
    line('ReduceMean', [x], value('mean'), axes),
    line('Sub', [x, value('mean')], value('centred')),
    line('Mul', [value('centred'), value('centred')], value('squares')),
    line('ReduceMean', [value('squares')], value('variance'), axes),
    line('Constant', [], value('epsilon'), [scalar(epsilon)]),
    line('Add', [value('variance'), value('epsilon')], value('positive')),
    line('Sqrt', [value('positive')], value('deviation')),
    line('Div', [value('centred'), value('deviation')], value('normal')),
    line('Mul', [value('normal'), gamma], value('scaled')),
    line('Add', [value('scaled'), beta], output),
  ];
}

function scalar(value: number): AttributeProto {
  return create(AttributeProtoSchema, {
    name: 'value',
    type: AttributeType.TENSOR,
    t: create(TensorProtoSchema, { dataType: DataType.FLOAT, floatData: [value] }),
  });
}
