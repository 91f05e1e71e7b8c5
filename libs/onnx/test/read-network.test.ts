import { memorySource } from '@gender/core';
import { dense, networkOf, type Network } from '@gender/network';
import { tensor } from '@gender/tensor';
import { describe, expect, it } from 'vitest';
import { float, int, ints, text } from '../src/attribute.js';
import { readOnnx, toOnnx, type ReadOnnxOptions } from '../src/index.js';
import type { AttributeProto } from '../src/proto/onnx_pb.js';
import { TensorProto_DataType as DataType } from '../src/proto/tensor_pb.js';
import { floats, node, read } from './made-file.js';

const typesOf = ({ layers }: Network): string[] => layers.map(({ type }) => type);

describe('weights of other types', () => {
  it('are widened from 16-bit floats, in the file as bytes or as a list', async () => {
    // 1, −2, 0.5 and 65504, the largest.
    const bits = Uint16Array.of(0x3c00, 0xc000, 0x3800, 0x7bff);
    const half = { name: 'w', dims: [2n, 2n], dataType: DataType.FLOAT16 };
    for (const elements of [{ rawData: new Uint8Array(bits.buffer) }, { int32Data: [...bits] }]) {
      const { layers } = await read({
        shape: ['N', 2],
        nodes: [node('MatMul', ['x', 'w'], ['y'])],
        initializers: [{ ...half, ...elements }],
      });
      const kernel = tensor('float32', [2, 2], Float32Array.of(1, -2, 0.5, 65504));
      expect(layers).toEqual([dense('y', 'x', { kernel })]);
    }
  });

  it('are widened from bfloat16', async () => {
    const bits = Uint16Array.of(0x3f80, 0xc000);
    const { layers } = await read({
      shape: ['N', 1],
      nodes: [node('MatMul', ['x', 'w'], ['y'])],
      initializers: [
        {
          name: 'w',
          dims: [1n, 2n],
          dataType: DataType.BFLOAT16,
          rawData: new Uint8Array(bits.buffer),
        },
      ],
    });
    expect(layers[0]).toMatchObject({ kernel: { data: Float32Array.of(1, -2) } });
  });

  it('lie in files beside the model', async () => {
    const kernel = tensor('float32', [2, 3], Float32Array.of(1, 2, 3, 4, 5, 6));
    const network = networkOf('head', [2], dense('fc', 'image', { kernel }));
    const external = { location: 'weights/head.bin', offset: 8, byteLength: 24 };
    const bytes = toOnnx(network, { external: () => external });
    const source = memorySource(bytes, 'head.onnx');
    const beside = new Uint8Array(40);
    beside.set(new Uint8Array(kernel.data.buffer), 8);
    const opened: string[] = [];
    const openExternal: ReadOnnxOptions['openExternal'] = (location) => {
      opened.push(location);
      return Promise.resolve(memorySource(beside, location));
    };
    expect(await readOnnx(source, { openExternal })).toEqual(network);
    expect(opened).toEqual(['weights/head.bin']);
    await expect(readOnnx(source)).rejects.toMatchObject({ code: 'ONNX_EXTERNAL' });
    const short = (): Promise<ReturnType<typeof memorySource>> =>
      Promise.resolve(memorySource(beside.subarray(0, 31), 'short'));
    await expect(readOnnx(source, { openExternal: short })).rejects.toThrow(
      'head.onnx has weights in bytes 8 to 32 of "weights/head.bin", which has 31',
    );
    for (const location of [
      '../head.bin',
      '/etc/passwd',
      'a/../../b',
      'C:\\head.bin',
      '..\\head.bin',
      '',
    ]) {
      const outside = toOnnx(network, { external: () => ({ ...external, location }) });
      await expect(readOnnx(memorySource(outside), { openExternal })).rejects.toMatchObject({
        code: 'ONNX_EXTERNAL',
      });
    }
  });
});

describe('operators of older sets', () => {
  it('have limits, margins and axes as attributes', async () => {
    const network = await read({
      opset: 9,
      nodes: [
        node('Pad', ['x'], ['padded'], [ints('pads', [0, 0, 1, 2, 0, 0, 3, 4])]),
        node('Clip', ['padded'], ['clipped'], [float('min', 0), float('max', 6)]),
        node(
          'Slice',
          ['clipped'],
          ['part'],
          [ints('starts', [1]), ints('ends', [-1]), ints('axes', [3])],
        ),
        node('ReduceMean', ['part'], ['mean'], [ints('axes', [2, 3]), int('keepdims', 1)]),
        node('Squeeze', ['mean'], ['vector'], [ints('axes', [2, 3])]),
        node('Softmax', ['vector'], ['y']),
      ],
    });
    expect(network.layers).toEqual([
      { type: 'zeroPadding', name: 'padded', inputs: ['x'], padding: [1, 3, 2, 4] },
      { type: 'clip', name: 'clipped', inputs: ['padded'], min: 0, max: 6 },
      { type: 'cropping', name: 'part', inputs: ['clipped'], cropping: [0, 0, 1, 1] },
      { type: 'globalAveragePool', name: 'mean', inputs: ['part'] },
      { type: 'softmax', name: 'y', inputs: ['mean'] },
    ]);
  });

  it('enlarge by Upsample', async () => {
    const network = await read({
      opset: 9,
      nodes: [node('Upsample', ['x', 'scales'], ['y'], [text('mode', 'nearest')])],
      initializers: [floats('scales', [4], [1, 1, 2, 3])],
    });
    expect(network.layers).toEqual([
      { type: 'upSampling', name: 'y', inputs: ['x'], size: [2, 3], interpolation: 'nearest' },
    ]);
  });
});

describe('windows', () => {
  const pool = (opType: string, ...attributes: AttributeProto[]): Promise<Network> =>
    read({
      nodes: [
        node(
          opType,
          ['x'],
          ['y'],
          [ints('kernel_shape', [3, 3]), ints('strides', [2, 2]), ...attributes],
        ),
      ],
    });

  it.each<[string, AttributeProto[], readonly number[]]>([
    // (4, 6) by windows of 3 in steps of 2: one row and two columns, rounded up to two and three.
    ['as they are', [], [0, 0, 0, 0]],
    ['rounded up', [int('ceil_mode', 1)], [0, 1, 0, 1]],
    // Two rows and three columns need 5 and 7: one more than there are.
    ['SAME_UPPER', [text('auto_pad', 'SAME_UPPER')], [0, 1, 0, 1]],
    ['SAME_LOWER', [text('auto_pad', 'SAME_LOWER')], [1, 0, 1, 0]],
    ['VALID', [text('auto_pad', 'VALID')], [0, 0, 0, 0]],
  ])('are padded %s', async (_, attributes, padding) => {
    expect((await pool('MaxPool', ...attributes)).layers).toMatchObject([
      { type: 'maxPool', padding },
    ]);
  });

  it('count padding in a mean by a layer of zeros before it', async () => {
    const pads = ints('pads', [1, 1, 1, 1]);
    expect(typesOf(await pool('AveragePool', pads))).toEqual(['averagePool']);
    const counted = await pool('AveragePool', pads, int('count_include_pad', 1));
    expect(counted.layers).toMatchObject([
      { type: 'zeroPadding', padding: [1, 1, 1, 1] },
      { type: 'averagePool', padding: [0, 0, 0, 0] },
    ]);
  });
});

describe('inputs and outputs', () => {
  const relu = [node('Relu', ['x'], ['y'])];

  it.each<[string, (number | string)[], readonly number[]]>([
    ['channels first', ['N', 3, 8, 4], [8, 4, 3]],
    ['channels last where few are last only', ['N', 8, 16, 3], [8, 16, 3]],
    ['a vector', [1, 5], [5]],
  ])('%s', async (_, shape, expected) => {
    expect((await read({ nodes: relu, shape })).input).toEqual({ name: 'x', shape: expected });
  });

  it('may have any size, which only an example is given of', async () => {
    const shape = ['N', 3, 'height', 'width'];
    await expect(read({ nodes: relu, shape })).rejects.toMatchObject({ code: 'ONNX_INPUT' });
    const { input } = await read({ nodes: relu, shape }, { inputShape: [8, 6, 3] });
    expect(input).toEqual({ name: 'x', shape: [8, 6, 3], anySize: true });
    const wrong = read({ nodes: relu, shape }, { inputShape: [8, 6, 4] });
    await expect(wrong).rejects.toThrow('takes (8, 6, 3), channels last, expected (8, 6, 4)');
  });

  it('are chosen where there are several', async () => {
    const nodes = [...relu, node('Tanh', ['y'], ['z'])];
    const outputs = ['y', 'z'];
    await expect(read({ nodes, outputs })).rejects.toThrow('has 2 outputs (y, z)');
    await expect(read({ nodes, outputs }, { output: 'w' })).rejects.toMatchObject({
      code: 'ONNX_OUTPUT',
    });
    expect(typesOf(await read({ nodes, outputs }, { output: 'y' }))).toEqual(['relu']);
    expect(typesOf(await read({ nodes, outputs }, { output: 'z' }))).toEqual(['relu', 'tanh']);
  });

  it('that need no layer, or no input, make no network', async () => {
    await expect(read({ nodes: [node('Identity', ['x'], ['y'])] })).rejects.toMatchObject({
      code: 'ONNX_OUTPUT',
    });
    const constant = {
      nodes: [node('Identity', ['w'], ['y'])],
      initializers: [floats('w', [1], [1])],
    };
    await expect(read(constant)).rejects.toMatchObject({ code: 'ONNX_GRAPH' });
  });
});
