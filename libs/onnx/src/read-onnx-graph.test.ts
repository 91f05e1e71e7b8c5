import { create, toBinary } from '@bufbuild/protobuf';
import { createRandom } from '@gender/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Network } from '@gender/network';
import { tensor } from '@gender/tensor';
import { OnnxError } from './onnx-error.js';
import { GraphProtoSchema, ModelProtoSchema } from './proto/onnx_pb.js';
import { TensorProtoSchema } from './proto/tensor_pb.js';
import { readOnnxGraph } from './read-onnx-graph.js';
import { toOnnx } from './to-onnx.js';

const random = createRandom(1);
const kernel = tensor(
  'float32',
  [4, 2],
  Float32Array.from({ length: 8 }, () => random.normal()),
);
const network: Network = {
  name: 'small',
  input: { name: 'input', shape: [4] },
  layers: [
    { type: 'dense', name: 'fc', inputs: ['input'], kernel },
    { type: 'softmax', name: 'prob', inputs: ['fc'] },
  ],
  output: 'prob',
  classes: ['cat', 'dog'],
};

describe('reading ONNX', () => {
  test('gives back operators, weights, shapes and classes of what was written', () => {
    const model = readOnnxGraph(toOnnx(network), 'small.onnx');
    expect(model).toMatchObject({
      name: 'small',
      inputs: [{ name: 'input', shape: ['N', 4] }],
      outputs: [{ name: 'prob', shape: ['N', 2] }],
      classes: ['cat', 'dog'],
    });
    expect(model.nodes.map(({ type }) => type)).toEqual(['MatMul', 'Softmax']);
    expect(model.nodes[1]).toMatchObject({ attributes: { axis: -1 } });
    expect(model.initializers).toEqual([
      { name: 'fc/kernel', type: 'float', shape: [4, 2], data: kernel.data },
    ]);
  });

  test('gives no elements of other types, and leaves foreign metadata alone', () => {
    const bytes = toBinary(
      ModelProtoSchema,
      create(ModelProtoSchema, {
        irVersion: 8n,
        graph: create(GraphProtoSchema, {
          initializer: [create(TensorProtoSchema, { name: 'half', dataType: 10, dims: [2n] })],
        }),
        metadataProps: [
          { key: 'classes', value: 'cat and dog' },
          { key: 'normalization', value: '{"mean":0.5}' },
        ],
      }),
    );
    const { initializers, classes, normalization } = readOnnxGraph(bytes, 'half.onnx');
    expect(initializers).toEqual([{ name: 'half', type: 'float16', shape: [2] }]);
    expect([classes, normalization]).toEqual([undefined, undefined]);
  });

  test('refuses weights of another length than they say', () => {
    const rawData = new Uint8Array(8);
    const wrong = create(TensorProtoSchema, { name: 'w', dataType: 1, dims: [3n], rawData });
    const graph = create(GraphProtoSchema, { initializer: [wrong] });
    const bytes = toBinary(ModelProtoSchema, create(ModelProtoSchema, { irVersion: 8n, graph }));
    expect(() => readOnnxGraph(bytes, 'wrong.onnx')).toThrow('"w" has 8 bytes, expected 12');
  });

  test.each([-1n, -(2n ** 63n), 2n ** 53n, 2n ** 63n - 1n])(
    'refuses an axis of the length %d, also where the product of all fits',
    (length) => {
      const rawData = new Uint8Array(4);
      const dims = [length, length];
      const wrong = create(TensorProtoSchema, { name: 'w', dataType: 1, dims, rawData });
      const graph = create(GraphProtoSchema, { initializer: [wrong] });
      const bytes = toBinary(ModelProtoSchema, create(ModelProtoSchema, { irVersion: 8n, graph }));
      expect(() => readOnnxGraph(bytes, 'wrong.onnx')).toThrow(
        `wrong.onnx: initializer "w" has an axis of the impossible length ${length}`,
      );
    },
  );

  test('refuses whatever else there is with a typed error', () => {
    const written = toOnnx(network);
    fc.assert(
      fc.property(
        fc.nat(written.length),
        fc.array(fc.tuple(fc.nat(written.length - 1), fc.nat(255)), { maxLength: 4 }),
        (length, changes) => {
          const bytes = written.slice(0, length);
          for (const [at, value] of changes) if (at < length) bytes[at] = value;
          try {
            readOnnxGraph(bytes, 'damaged.onnx');
          } catch (error) {
            expect(error).toBeInstanceOf(OnnxError);
          }
        },
      ),
      { seed: 1, numRuns: 500 },
    );
    expect(() => readOnnxGraph(new Uint8Array(), 'empty.onnx')).toThrow(OnnxError);
  });
});
