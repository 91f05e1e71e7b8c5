import { fromBinary } from '@bufbuild/protobuf';
import { conv2d, maxPool, networkOf, relu, type Layer, type Network } from '@gender/network';
import { tensor } from '@gender/tensor';
import { describe, expect, it } from 'vitest';
import { ModelProtoSchema, type GraphProto } from './proto/onnx_pb.js';
import type { Quantization } from './quantization.js';
import { toOnnx, type ToOnnxOptions } from './to-onnx.js';

const kernel = tensor('float32', [3, 3, 2, 2], new Float32Array(36).fill(0.5));
const conv = (name: string, input: string): Layer =>
  conv2d(name, input, { kernel, padding: [1, 1, 1, 1] });
const backbone = networkOf(
  'small',
  [8, 8, 2],
  conv('conv1', 'image'),
  relu('relu1', 'conv1'),
  maxPool('pool1', 'relu1'),
  conv('conv2', 'pool1'),
  relu('relu2', 'conv2'),
  maxPool('pool2', 'relu2'),
);
const quantization: Quantization = {
  ranges: {
    image: { min: -1, max: 1 },
    relu1: { min: 0, max: 6 },
    conv2: { min: -3, max: 5 },
    relu2: { min: 0, max: 5 },
  },
  weightBits: 8,
};

function graphOf(network: Network, options: ToOnnxOptions = { quantization }): GraphProto {
  return fromBinary(ModelProtoSchema, toOnnx(network, options)).graph!;
}
const operators = ({ node }: GraphProto): string[] => node.map(({ opType }) => opType);

describe('toOnnx with a quantization', () => {
  it('goes through a backbone in integers, with one conversion at each end', () => {
    expect(operators(graphOf(backbone))).toEqual([
      'QuantizeLinear',
      'Transpose',
      'QLinearConv',
      'MaxPool',
      'QLinearConv',
      'MaxPool',
      'DequantizeLinear',
      'Transpose',
    ]);
  });

  it('uses operators of the standard alone', () => {
    const model = fromBinary(ModelProtoSchema, toOnnx(backbone, { quantization }));
    expect(model.opsetImport).toMatchObject([{ domain: '', version: 17n }]);
  });

  it('gives each convolution integers with one scale for each filter', () => {
    const { initializer, node } = graphOf(backbone);
    const inputs = node.find(({ opType }) => opType === 'QLinearConv')!.input.slice(1);
    const types = inputs.map((name) => {
      const { dataType, dims } = initializer.find((each) => each.name === name)!;
      return `${dataType}: ${dims.join('×')}`;
    });
    const [float, uint8, int8, int32] = [1, 2, 3, 6];
    expect(types).toEqual([
      ...[`${float}: `, `${uint8}: `],
      ...[`${int8}: 2×2×3×3`, `${float}: 2`, `${int8}: 2`],
      ...[`${float}: `, `${uint8}: `, `${int32}: 2`],
    ]);
  });

  it('keeps convolutions that are listed in float32, and pools after them', () => {
    const graph = graphOf(backbone, { quantization: { ...quantization, floatLayers: ['conv1'] } });
    expect(operators(graph)).toEqual([
      ...['Transpose', 'Conv', 'Relu', 'MaxPool'],
      ...['QuantizeLinear', 'QLinearConv', 'MaxPool', 'DequantizeLinear', 'Transpose'],
    ]);
  });

  it('keeps a ReLU apart whose convolution is asked for as well', () => {
    const graph = graphOf(backbone, { quantization, outputs: ['conv2', 'relu2'] });
    expect(operators(graph).slice(4)).toEqual([
      ...['QLinearConv', 'DequantizeLinear', 'Relu', 'Transpose', 'Transpose'],
    ]);
    expect(graph.output.map(({ name }) => name)).toEqual(['conv2', 'relu2']);
  });

  it('returns an activation in float32 that others read in integers', () => {
    const graph = graphOf(backbone, { quantization, outputs: ['relu1', 'pool2'] });
    const [relu1] = graph.output;
    expect(relu1?.name).toBe('relu1');
    expect(graph.node.find(({ output }) => output[0] === 'relu1')?.opType).toBe('Transpose');
    expect(operators(graph).filter((type) => type === 'DequantizeLinear')).toHaveLength(2);
  });

  it('computes everything in float32 without ranges, with the bytes of no quantization', () => {
    const none = toOnnx(backbone, { quantization: { ranges: {}, weightBits: 8 } });
    expect(none).toEqual(toOnnx(backbone));
  });
});
