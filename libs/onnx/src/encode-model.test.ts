import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeModel, type Initializer } from './encode-model.js';
import { GraphProtoSchema, ModelProtoSchema } from './proto/onnx_pb.js';
import { TensorProto_DataType as DataType } from './proto/tensor_pb.js';

const initializer = (name: string, bytes: Uint8Array): Initializer => ({
  name,
  dataType: DataType.FLOAT,
  dims: [bytes.length],
  byteLength: bytes.length,
  bytes: () => bytes,
});

describe('encodeModel', () => {
  it('writes the message that the protocol buffer library reads, for weights of any length', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.string(), fc.uint8Array({ maxLength: 300 })), { maxLength: 4 }),
        (weights) => {
          const model = { irVersion: 8n, producerName: 'test' };
          const graph = { name: 'graph', node: [{ opType: 'Relu' }] };
          const bytes = encodeModel(
            create(ModelProtoSchema, model),
            create(GraphProtoSchema, graph),
            weights.map((each) => initializer(...each)),
          );
          const expected = create(ModelProtoSchema, {
            ...model,
            graph: {
              ...graph,
              initializer: weights.map(([name, rawData]) => ({
                name,
                dataType: DataType.FLOAT,
                dims: [BigInt(rawData.length)],
                rawData,
              })),
            },
          });
          expect(fromBinary(ModelProtoSchema, bytes)).toEqual(
            fromBinary(ModelProtoSchema, toBinary(ModelProtoSchema, expected)),
          );
        },
      ),
    );
  });

  it('makes the elements of one initializer at a time', () => {
    const events: string[] = [];
    const watched = ['a', 'b'].map((name) => ({
      ...initializer(name, new Uint8Array(4)),
      bytes: () => {
        events.push(name);
        return new Uint8Array(4);
      },
    }));
    encodeModel(create(ModelProtoSchema), create(GraphProtoSchema), watched);
    expect(events).toEqual(['a', 'b']);
  });
});
