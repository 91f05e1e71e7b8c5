import { create } from '@bufbuild/protobuf';
import {
  AttributeProto_AttributeType as Type,
  AttributeProtoSchema,
  type AttributeProto,
} from './proto/onnx_pb.js';

/** An attribute of one integer. */
export function int(name: string, value: number): AttributeProto {
  return create(AttributeProtoSchema, { name, type: Type.INT, i: BigInt(value) });
}

/** An attribute of several integers. */
export function ints(name: string, values: readonly number[]): AttributeProto {
  return create(AttributeProtoSchema, { name, type: Type.INTS, ints: values.map(BigInt) });
}

/** An attribute of one float32. */
export function float(name: string, value: number): AttributeProto {
  return create(AttributeProtoSchema, { name, type: Type.FLOAT, f: value });
}

/** An attribute of one text. */
export function text(name: string, value: string): AttributeProto {
  return create(AttributeProtoSchema, {
    name,
    type: Type.STRING,
    s: new TextEncoder().encode(value),
  });
}
