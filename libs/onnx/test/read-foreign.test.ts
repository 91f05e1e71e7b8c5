import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { describe, expect, it } from 'vitest';
import { OnnxError, readOnnxGraph, type OnnxModel } from '../src/index.js';

/** Field numbers of the public specification (onnx.proto, IR version 8). */
const MODEL = { irVersion: 1, graph: 7, metadata: 14 };
const GRAPH = { node: 1, name: 2, initializer: 5, input: 11, output: 12 };
const NODE = { input: 1, output: 2, name: 3, opType: 4, attribute: 5 };
const TENSOR = { dims: 1, dataType: 2, floatData: 4, name: 8, rawData: 9 };

type Write = (writer: BinaryWriter) => BinaryWriter;

const message = (...fields: Write[]): Uint8Array =>
  fields.reduce((writer, write) => write(writer), new BinaryWriter()).finish();
const bytes =
  (field: number, value: Uint8Array): Write =>
  (writer) =>
    writer.tag(field, WireType.LengthDelimited).bytes(value);
const text = (field: number, value: string): Write => bytes(field, new TextEncoder().encode(value));
const number =
  (field: number, value: number): Write =>
  (writer) =>
    writer.tag(field, WireType.Varint).uint32(value);
const raw =
  (...values: number[]): Write =>
  (writer) =>
    writer.raw(Uint8Array.from(values));

const version = number(MODEL.irVersion, 8);
const model = (...graph: Write[]): Uint8Array =>
  message(version, bytes(MODEL.graph, message(...graph)));
const initializer = (...fields: Write[]): Write => bytes(GRAPH.initializer, message(...fields));
const read = (file: Uint8Array): OnnxModel => readOnnxGraph(file, 'foreign.onnx');

const half = Float32Array.of(0.5, -2);
const halfBytes = new Uint8Array(half.buffer);

describe('a file that other software wrote', () => {
  it('may pack the lengths of a tensor, or write one after the other', () => {
    const packed = initializer(
      bytes(TENSOR.dims, Uint8Array.of(1, 2)),
      number(TENSOR.dataType, 1),
      bytes(TENSOR.rawData, halfBytes),
    );
    const single = initializer(
      number(TENSOR.dims, 1),
      number(TENSOR.dims, 2),
      number(TENSOR.dataType, 1),
      bytes(TENSOR.rawData, halfBytes),
    );
    for (const weights of [packed, single]) {
      expect(read(model(weights)).initializers).toEqual([
        { name: '', type: 'float', shape: [1, 2], data: half },
      ]);
    }
  });

  it('may hold fields that are not known here, of every kind', () => {
    const unknown: Write = (writer) =>
      writer
        .tag(1000, WireType.Varint)
        .uint64('18446744073709551615')
        .tag(1001, WireType.Bit64)
        .double(1)
        .tag(1002, WireType.Bit32)
        .float(1)
        .tag(1003, WireType.LengthDelimited)
        .string('later')
        .tag(1004, WireType.StartGroup)
        .tag(1, WireType.Varint)
        .uint32(1)
        .tag(1004, WireType.EndGroup);
    expect(read(model(unknown, text(GRAPH.name, 'net'))).name).toBe('net');
  });

  it('may store numbers as a list of floats, or elements of any type, which are not given', () => {
    const listed = initializer(
      text(TENSOR.name, 'listed'),
      number(TENSOR.dims, 2),
      number(TENSOR.dataType, 1),
      bytes(TENSOR.floatData, halfBytes),
    );
    const types = [0, 10, 16, 17, 23].map((type) =>
      initializer(number(TENSOR.dataType, type), bytes(TENSOR.rawData, Uint8Array.of(1))),
    );
    const { initializers } = read(model(listed, ...types));
    expect(initializers.every((each) => !('data' in each))).toBe(true);
    expect(initializers.map(({ type }) => type)).toEqual([
      'float',
      'undefined',
      'float16',
      'bfloat16',
      'type 17',
      'type 23',
    ]);
  });

  it('may leave nodes without names: the first output, else the operator, stands for it', () => {
    const node = (...fields: Write[]): Write => bytes(GRAPH.node, message(...fields));
    const file = model(
      node(text(NODE.name, 'named'), text(NODE.opType, 'Relu'), text(NODE.output, 'x')),
      node(text(NODE.opType, 'Split'), text(NODE.output, 'a'), text(NODE.output, 'b')),
      node(text(NODE.opType, 'Sink'), text(NODE.input, 'b')),
    );
    expect(read(file).nodes).toEqual([
      { name: 'named', type: 'Relu', inputs: [], outputs: ['x'], attributes: {} },
      { name: 'a', type: 'Split', inputs: [], outputs: ['a', 'b'], attributes: {} },
      { name: 'Sink', type: 'Sink', inputs: ['b'], outputs: [], attributes: {} },
    ]);
  });

  it('lists its weights among its inputs before version 4: they are no inputs here', () => {
    const value = (field: number, name: string): Write => bytes(field, message(text(1, name)));
    const file = model(
      value(GRAPH.input, 'image'),
      value(GRAPH.input, 'w'),
      initializer(text(TENSOR.name, 'w')),
      value(GRAPH.output, 'result'),
    );
    expect(read(file)).toMatchObject({
      inputs: [{ name: 'image', shape: [] }],
      outputs: [{ name: 'result' }],
      initializers: [{ name: 'w' }],
    });
  });

  it.each([
    ['["a","b"]', ['a', 'b']],
    ['[]', []],
    ['["a",1]', undefined],
    ['{"0":"a"}', undefined],
    ['["a"', undefined],
    ['', undefined],
  ])('is understood to name classes by %s as %j', (value, classes) => {
    const metadata = bytes(MODEL.metadata, message(text(1, 'classes'), text(2, value)));
    const file = message(version, bytes(MODEL.graph, message()), metadata);
    expect(read(file).classes).toEqual(classes);
  });
});

describe('a file that is damaged or none', () => {
  const tooLong = initializer(
    number(TENSOR.dims, 0xffffffff),
    number(TENSOR.dims, 0xffffffff),
    number(TENSOR.dataType, 1),
    bytes(TENSOR.rawData, halfBytes),
  );

  it.each<[string, Uint8Array, RegExp]>([
    ['nothing', new Uint8Array(), /holds no graph/],
    ['a version alone', message(version), /holds no graph/],
    ['a graph without a version', message(bytes(MODEL.graph, message())), /holds no graph/],
    ['a web page', new TextEncoder().encode('<!DOCTYPE html><html></html>'), /foreign\.onnx/],
    ['a pointer of Git LFS', new TextEncoder().encode('version https://git-lfs'), /foreign\.onnx/],
    ['a zip archive', Uint8Array.of(0x50, 0x4b, 3, 4, 20, 0, 0, 0), /foreign\.onnx/],
    [
      'a number that never ends',
      message(raw(0x08, ...new Array<number>(12).fill(0xff))),
      /damaged/,
    ],
    ['a number that the file ends in', message(raw(0x08, 0x80)), /damaged/],
    ['a graph beyond the end', message(version, raw(0x3a, 0x10, 0x00)), /damaged/],
    ['a graph of 4 GiB', message(version, raw(0x3a, 0xff, 0xff, 0xff, 0xff, 0x0f)), /damaged/],
    ['field number 0', message(version, raw(0x02, 0x00)), /damaged/],
    ['wire type 6', message(version, raw(0x0e)), /damaged/],
    ['wire type 7', message(version, raw(0x0f)), /damaged/],
    ['a group that ends without a start', message(version, raw(0x0c)), /damaged/],
    ['a group that never ends', message(version, raw(0xa3, 0x06, 0x08, 0x01)), /damaged/],
    ['a node beyond the end of its graph', model(raw(0x0a, 0x05, 0x00)), /damaged/],
    ['a weight of another size', model(tooLong), /has 8 bytes, expected \d+/],
  ])('is refused: %s', (_, file, words) => {
    const error = thrownBy(() => read(file));
    expect(error).toBeInstanceOf(OnnxError);
    expect(error).toMatchObject({ code: 'ONNX_FORMAT' });
    expect((error as Error).message).toMatch(words);
    expect((error as Error).message).toMatch(/^foreign\.onnx[^\n]*$/);
  });

  /** A field of the model or the graph with bytes where a number belongs, and the other way round. */
  it.each<[string, Uint8Array]>([
    [
      'the version as bytes',
      message(bytes(MODEL.irVersion, Uint8Array.of(8)), bytes(7, message())),
    ],
    ['the graph as a number', message(version, number(MODEL.graph, 1))],
    ['a node as a number', model(number(GRAPH.node, 1))],
    ['a name as a number', model(number(GRAPH.name, 5))],
    ['the type of elements as bytes', model(initializer(bytes(TENSOR.dataType, Uint8Array.of(1))))],
    ['elements as a number', model(initializer(number(TENSOR.rawData, 3)))],
  ])('is refused or read without it: %s', (_, file) => {
    const error = thrownBy(() => read(file));
    if (error !== undefined) expect(error).toBeInstanceOf(OnnxError);
  });
});

function thrownBy(action: () => unknown): unknown {
  try {
    action();
    return undefined;
  } catch (error) {
    return error;
  }
}
