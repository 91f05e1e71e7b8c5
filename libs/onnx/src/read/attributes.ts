import { OnnxError } from '../onnx-error.js';
import { AttributeProto_AttributeType as Type, type AttributeProto } from '../proto/onnx_pb.js';
import { readConstant, type Constant } from './constant.js';

/** What is said of an operator besides the tensors that it reads. Graphs among attributes are not kept. */
export class Attributes {
  readonly #byName: ReadonlyMap<string, AttributeProto>;

  /** @param where - the file and the operator, for messages */
  constructor(
    list: readonly AttributeProto[],
    readonly where: string,
  ) {
    this.#byName = new Map(list.map((each) => [each.name, each]));
  }

  has(name: string): boolean {
    return this.#byName.has(name);
  }

  int(name: string, absent: number): number {
    const found = this.#find(name, Type.INT);
    return found === undefined ? absent : Number(found.i);
  }

  float(name: string, absent: number): number {
    const found = this.#find(name, Type.FLOAT);
    return found === undefined ? absent : found.f;
  }

  text(name: string, absent: string): string {
    const found = this.#find(name, Type.STRING);
    return found === undefined ? absent : new TextDecoder().decode(found.s);
  }

  ints(name: string): number[] | undefined {
    return this.#find(name, Type.INTS)?.ints.map(Number);
  }

  floats(name: string): number[] | undefined {
    return this.#find(name, Type.FLOATS)?.floats;
  }

  tensor(name: string): Constant | undefined {
    const found = this.#find(name, Type.TENSOR)?.t;
    return found && readConstant(found, `${this.where}: the attribute "${name}"`);
  }

  #find(name: string, type: Type): AttributeProto | undefined {
    const found = this.#byName.get(name);
    if (found === undefined || found.type === type) return found;
    throw new OnnxError(
      'ONNX_FORMAT',
      `${this.where} has an attribute "${name}" of type ${found.type}, expected ${type} (${Type[type]})`,
    );
  }
}
