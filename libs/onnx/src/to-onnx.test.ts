import { fromBinary } from '@bufbuild/protobuf';
import {
  NetworkError,
  conv2d,
  dense,
  maxPool,
  networkOf,
  relu,
  type Conv2dLayer,
  type Network,
} from '@gender/network';
import { fromBytes, tensor, zeroTensor } from '@gender/tensor';
import { describe, expect, it } from 'vitest';
import { OnnxError } from './onnx-error.js';
import { ModelProtoSchema, type GraphProto } from './proto/onnx_pb.js';
import type { ValueInfoProto } from './proto/tensor_pb.js';
import { readOnnxGraph } from './read-onnx-graph.js';
import { toOnnx, type ToOnnxOptions } from './to-onnx.js';

const conv = (name: string, input: string): Conv2dLayer =>
  conv2d(name, input, { kernel: zeroTensor('float32', [3, 3, 2, 2]), padding: [1, 2, 3, 4] });
const backbone = networkOf(
  'small',
  [8, 8, 2],
  conv('conv1', 'image'),
  relu('relu1', 'conv1'),
  { type: 'dropout', name: 'dropout', inputs: ['relu1'], rate: 0.5 },
  conv('conv2', 'dropout'),
  maxPool('pool', 'conv2'),
);

function graphOf(network: Network, options?: ToOnnxOptions): GraphProto {
  return fromBinary(ModelProtoSchema, toOnnx(network, options)).graph!;
}

const operators = (graph: GraphProto): string[] => graph.node.map((node) => node.opType);

function describeValue({ name, type }: ValueInfoProto): string {
  if (type?.value.case !== 'tensorType') return `${name}: not a tensor`;
  const lengths = type.value.value.shape!.dim.map(({ value }) => String(value.value));
  return `${name}: type ${type.value.value.elemType}, ${lengths.join('×')}`;
}

describe('toOnnx', () => {
  it('transposes a backbone once at its entrance and once at its exit', () => {
    expect(operators(graphOf(backbone))).toEqual([
      'Transpose',
      'Conv',
      'Relu',
      'Conv',
      'MaxPool',
      'Transpose',
    ]);
  });

  it('transposes an activation once for all the layers that read it', () => {
    const graph = graphOf(
      networkOf('small', [8, 8, 2], conv('a', 'image'), conv('b', 'image'), {
        type: 'add',
        name: 'sum',
        inputs: ['a', 'b'],
      }),
    );
    expect(operators(graph)).toEqual(['Transpose', 'Conv', 'Conv', 'Add', 'Transpose']);
  });

  it('never transposes vectors', () => {
    const graph = graphOf(
      networkOf(
        'small',
        [3],
        relu('relu', 'image'),
        dense('dense', 'relu', {
          kernel: zeroTensor('float32', [3, 2]),
          bias: zeroTensor('float32', [2]),
        }),
      ),
    );
    expect(operators(graph)).toEqual(['Relu', 'MatMul', 'Add']);
  });

  it('declares input and outputs by the names and shapes of the network', () => {
    const graph = graphOf(backbone, { outputs: ['pool', 'conv1'] });
    expect(graph.input.map(describeValue)).toEqual(['image: type 1, N×8×8×2']);
    expect(graph.output.map(describeValue)).toEqual([
      'pool: type 1, N×5×9×2',
      'conv1: type 1, N×9×13×2',
    ]);
    expect(describeValue(graphOf(backbone, { batch: 4 }).input[0]!)).toBe('image: type 1, 4×8×8×2');
  });

  it('leaves out what no output depends on, and returns an output asked for twice once', () => {
    const graph = graphOf(backbone, { outputs: ['relu1', 'relu1'] });
    expect(operators(graph)).toEqual(['Transpose', 'Conv', 'Relu', 'Transpose']);
    expect(graph.output).toHaveLength(1);
  });

  it('gives dropout a name of its own only where it is an output', () => {
    const graph = graphOf(backbone, { outputs: ['relu1', 'dropout'] });
    expect(operators(graph)).toEqual(['Transpose', 'Conv', 'Relu', 'Transpose', 'Identity']);
  });

  it('puts the filters first and the margins in the order of ONNX', () => {
    // kernel[y][x][channel][filter] of shape (1, 2, 2, 3) counts up from 0.
    const kernel = tensor(
      'float32',
      [1, 2, 2, 3],
      Float32Array.from({ length: 12 }, (_, i) => i),
    );
    const graph = graphOf(networkOf('small', [8, 8, 2], { ...conv('conv', 'image'), kernel }));
    const [weights] = graph.initializer;
    expect(weights).toMatchObject({ name: 'conv/kernel', dims: [3n, 2n, 1n, 2n] });
    expect([...fromBytes('float32', weights!.rawData)]).toEqual([
      0, 6, 3, 9, 1, 7, 4, 10, 2, 8, 5, 11,
    ]);
    const pads = graph.node[1]!.attribute.find(({ name }) => name === 'pads');
    expect(pads?.ints).toEqual([1n, 3n, 2n, 4n]);
  });

  it('declares heights and widths of any length where the input may have any size', () => {
    const network = networkOf(
      'small',
      [8, 8, 2],
      conv('conv', 'image'),
      { type: 'cropping', name: 'crop', inputs: ['conv'], cropping: [1, 0, 0, 2] },
      { type: 'globalMaxPool', name: 'pool', inputs: ['crop'] },
    );
    const any = { ...network, input: { ...network.input, anySize: true } };
    const graph = graphOf(any, { outputs: ['crop', 'pool'] });
    expect(graph.input.map(describeValue)).toEqual(['image: type 1, N×image/height×image/width×2']);
    expect(graph.output.map(describeValue)).toEqual([
      'crop: type 1, N×crop/height×crop/width×2',
      'pool: type 1, N×2',
    ]);
    const ends = graph.initializer.find(({ name }) => name === 'crop/ends');
    // Up to the last row; up to the second column from the end.
    expect([...fromBytes('int64', ends!.rawData)]).toEqual([2n ** 31n - 1n, -2n]);
  });

  it('gives response normalisation its own operator, or the formula for windows of even size', () => {
    const normalize = (size: number): string[] =>
      operators(
        graphOf(
          networkOf('small', [8, 8, 2], conv('conv', 'image'), {
            type: 'localResponseNormalization',
            name: 'lrn',
            inputs: ['conv'],
            size,
            alpha: 0.5,
            beta: 0.75,
            kappa: 1,
          }),
        ),
      ).slice(2, -1);
    expect(normalize(5)).toEqual(['LRN']);
    expect(normalize(4)).toEqual(['Mul', 'Conv', 'Mul', 'Add', 'Pow', 'Div']);
  });

  it('keeps class names as metadata', () => {
    const model = fromBinary(
      ModelProtoSchema,
      toOnnx({ ...networkOf('small', [2], relu('relu', 'image')), classes: ['Female', 'Male'] }),
    );
    expect(model.metadataProps).toMatchObject([{ key: 'classes', value: '["Female","Male"]' }]);
    expect(model.opsetImport).toMatchObject([{ domain: '', version: 17n }]);
    expect(model.irVersion).toBe(8n);
  });

  it('keeps how pictures are fed as metadata, which is read back', () => {
    const normalization = {
      mean: tensor('float32', [3], Float32Array.of(129.186, 104.762, 93.594)),
      scale: tensor('float32', [3], Float32Array.of(1 / 255, 1 / 255, 1 / 255)),
      channelOrder: 'bgr' as const,
      interpolation: 'bicubic',
      ignoreOrientation: true,
    };
    const network = { ...networkOf('small', [2, 2, 3], relu('relu', 'image')), normalization };
    const bytes = toOnnx(network);
    const { metadataProps } = fromBinary(ModelProtoSchema, bytes);
    expect(metadataProps.map(({ key }) => key)).toEqual(['normalization']);
    expect(JSON.parse(metadataProps[0]!.value)).toMatchObject({
      mean: { shape: [3], values: [Math.fround(129.186), expect.any(Number), expect.any(Number)] },
      interpolation: 'bicubic',
    });
    expect(readOnnxGraph(bytes, 'small.onnx').normalization).toEqual(normalization);
  });

  it('gives every tensor a name of its own, whatever layers are called', () => {
    const graph = graphOf(
      networkOf(
        'small',
        [8, 8, 2],
        conv('conv', 'image'),
        relu('conv/channels_first', 'conv'),
        conv('conv/kernel', 'conv/channels_first'),
      ),
    );
    const names = [
      ...graph.initializer.map(({ name }) => name),
      ...graph.node.flatMap(({ output }) => output),
    ];
    expect(new Set(names).size).toBe(names.length);
    expect(graph.output[0]?.name).toBe('conv/kernel');
  });

  it('writes the same bytes every time', () => {
    expect(toOnnx(backbone)).toEqual(toOnnx(backbone));
  });

  it('refuses an output that does not exist', () => {
    expect(() => toOnnx(backbone, { outputs: ['pool5'] })).toThrow(NetworkError);
    expect(() => toOnnx(backbone, { outputs: ['pool5'] })).toThrow('has no layer "pool5"');
  });

  it('refuses more than 2 GiB before it takes the memory', () => {
    const kernel = zeroTensor('float32', [8192, 8192]);
    const layers = Array.from({ length: 8 }, (_, index) =>
      dense(`dense${index}`, index === 0 ? 'image' : `dense${index - 1}`, { kernel }),
    );
    const convert = (): unknown => toOnnx(networkOf('small', [8192], ...layers));
    expect(convert).toThrow(OnnxError);
    expect(convert).toThrow(expect.objectContaining({ code: 'ONNX_TOO_LARGE' }));
    expect(convert).toThrow('needs 2147483648 bytes');
  });
});
