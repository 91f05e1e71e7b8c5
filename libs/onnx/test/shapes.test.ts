import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { int, ints } from '../src/attribute.js';
import { OnnxError } from '../src/index.js';
import type { AttributeProto } from '../src/operators/index.js';
import { compute, expectClose, ramp } from './compute.js';
import { floats, integers, node, read, type File } from './made-file.js';
import { NdArray, range } from './nd-array.js';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** A file that grows by operators, and what it computes of a picture, as NumPy does it. */
class Chain {
  readonly file: Mutable<File> & {
    nodes: File['nodes'][number][];
    initializers: ReturnType<typeof integers>[];
  };
  #name = 'x';

  constructor(public value: NdArray) {
    this.file = { nodes: [], initializers: [], shape: ['N', ...value.shape], opset: 18 };
  }

  add(
    opType: string,
    value: NdArray,
    lists: readonly number[][] = [],
    attributes: Parameters<typeof node>[3] = [],
  ): void {
    const step = this.file.nodes.length;
    const names = lists.map((list, at) => {
      this.file.initializers.push(integers(`list${step}_${at}`, list));
      return `list${step}_${at}`;
    });
    const output = `t${step}`;
    this.file.nodes.push(node(opType, [this.#name, ...names], [output], attributes));
    [this.#name, this.value] = [output, value];
  }

  /** Ends in a layer, which every network has. */
  finish(): File {
    this.file.nodes.push(node('Relu', [this.#name], ['y']));
    this.value = this.value.map((x) => Math.max(x, 0));
    return this.file;
  }
}

type Step = (chain: Chain, random: (end: number) => number) => void;

/** Operators on axes of one picture, with the axis before them that of the batch. */
const steps: Record<string, Step> = {
  Transpose: (chain, random) => {
    const left = range(chain.value.shape.length);
    const perm = range(left.length).map(() => left.splice(random(left.length), 1)[0]!);
    const attribute = ints('perm', [0, ...perm.map((axis) => axis + 1)]);
    chain.add('Transpose', chain.value.transpose(perm), [], [attribute]);
  },
  Slice: (chain, random) => {
    const { shape } = chain.value;
    const axis = random(shape.length);
    const start = random(shape[axis]!);
    const end = start + 1 + random(shape[axis]! - start);
    const fromEnd = random(2) === 0 ? shape[axis]! : 0;
    const lists = [
      [start - fromEnd],
      [end === shape[axis] ? 2 ** 31 - 1 : end - fromEnd],
      [axis + 1],
    ];
    const cut = shape.map((length, at) => (at === axis ? end - start : length));
    const value = NdArray.build(cut, (place) =>
      chain.value.at(place.map((at, each) => (each === axis ? at + start : at))),
    );
    chain.add('Slice', value, lists);
  },
  Pad: (chain, random) => {
    const { shape } = chain.value;
    const axis = random(shape.length);
    const [before, behind] = [random(3), random(3)];
    const none = shape.map(() => 0);
    const pads = [0, ...none.with(axis, before), 0, ...none.with(axis, behind)];
    const longer = shape.with(axis, shape[axis]! + before + behind);
    const value = NdArray.build(longer, (place) =>
      chain.value.padded(place.with(axis, place[axis]! - before), 0),
    );
    chain.add('Pad', value, [pads]);
  },
  Flatten: (chain) => {
    const { data } = chain.value;
    chain.add('Flatten', new NdArray([data.length], data), [], [int('axis', 1)]);
  },
  Reshape: (chain, random) => {
    const { shape, data } = chain.value;
    const joined = random(shape.length);
    const others = shape.toSpliced(
      joined,
      2,
      shape.slice(joined, joined + 2).reduce((a, b) => a * b, 1),
    );
    const open = others.map((length, at) => (at === joined ? -1 : length));
    chain.add('Reshape', new NdArray(others, data), [[0, ...open]]);
  },
  Unsqueeze: (chain, random) => {
    const { shape, data } = chain.value;
    if (shape.length > 2) return;
    const axis = random(shape.length + 1);
    chain.add('Unsqueeze', new NdArray(shape.toSpliced(axis, 0, 1), data), [[axis + 1]]);
  },
  Squeeze: (chain) => {
    const { shape, data } = chain.value;
    const axis = shape.lastIndexOf(1);
    if (axis < 0 || shape.length === 1) return;
    chain.add('Squeeze', new NdArray(shape.toSpliced(axis, 1), data), [[axis - shape.length]]);
  },
};

describe('operators on axes, one after the other', () => {
  it('move, cut and pad numbers as NumPy does, whatever their order', async () => {
    let readable = 0;
    const kinds = fc.array(fc.constantFrom(...Object.keys(steps)), { minLength: 1, maxLength: 6 });
    const numbers = fc.infiniteStream(fc.nat(1000));
    const shapes = fc.constantFrom([2, 3, 4], [3, 1, 5], [4, 4, 2]);
    await fc.assert(
      fc.asyncProperty(kinds, numbers, shapes, async (names, stream, shape) => {
        const chain = new Chain(ramp(shape));
        const random = (end: number): number => stream.next().value! % end;
        for (const name of names) steps[name]!(chain, random);
        const file = chain.finish();
        try {
          expectClose(await compute(file, ramp(shape)), chain.value, 1e-9);
          readable += 1;
        } catch (error) {
          if (!(error instanceof OnnxError && error.code === 'ONNX_OPERATOR')) throw error;
        }
      }),
      { numRuns: 200 },
    );
    // Nearly everything is expressed; only what has more than a map's axes may be refused.
    expect(readable).toBeGreaterThan(160);
  });
});

describe('an operator on axes', () => {
  const picture = ramp([2, 3, 4]);
  const relu = (from: string): File['nodes'][number] => node('Relu', [from], ['y']);
  const positive = (x: number): number => Math.max(x, 0);

  it('Concat joins along any axis, counted from either end', async () => {
    for (const axis of [1, 2, 3, -1, -3]) {
      const own = ((axis + 4) % 4) - 1;
      const nodes = [
        node('Neg', ['x'], ['n']),
        node('Concat', ['x', 'n', 'x'], ['y'], [int('axis', axis)]),
      ];
      const length = picture.shape[own]!;
      const expected = NdArray.build(picture.shape.with(own, 3 * length), (place) => {
        const sign = Math.floor(place[own]! / length) === 1 ? -1 : 1;
        return sign * picture.at(place.with(own, place[own]! % length));
      });
      expectClose(
        await compute({ nodes, shape: ['N', ...picture.shape] }, picture),
        expected,
        1e-9,
      );
    }
  });

  it('Split gives parts of equal or of listed lengths', async () => {
    const join = (
      split: File['nodes'][number],
      initializers: File['initializers'],
      opset: number,
    ): File => ({
      nodes: [
        split,
        node('Relu', ['b'], ['r']),
        node('Concat', ['r', 'a'], ['y'], [int('axis', 3)]),
      ],
      initializers: initializers ?? [],
      shape: ['N', ...picture.shape],
      opset,
    });
    const files: [File, number][] = [
      [join(node('Split', ['x'], ['a', 'b'], [int('axis', 3)]), [], 11), 2],
      [join(node('Split', ['x'], ['a', 'b'], [int('axis', -1), ints('split', [1, 3])]), [], 11), 1],
      [
        join(node('Split', ['x', 's'], ['a', 'b'], [int('axis', 3)]), [integers('s', [3, 1])], 13),
        3,
      ],
    ];
    for (const [file, first] of files) {
      const expected = picture.map((_, [c, row, column]) =>
        column! < 4 - first
          ? positive(picture.at([c!, row!, column! + first]))
          : picture.at([c!, row!, column! - (4 - first)]),
      );
      expectClose(await compute(file, picture), expected, 1e-9);
    }
  });

  it('Split gives a shorter last part only where the number of parts is said', async () => {
    const file = (attributes: AttributeProto[], opset: number): File => ({
      nodes: [node('Split', ['x'], ['a', 'b'], [int('axis', 2), ...attributes]), relu('b')],
      shape: ['N', ...picture.shape],
      opset,
    });
    const expected = NdArray.build([2, 1, 4], ([c, , column]) =>
      positive(picture.at([c!, 2, column!])),
    );
    expectClose(await compute(file([int('num_outputs', 2)], 18), picture), expected);
    await expect(read(file([], 13))).rejects.toMatchObject({
      code: 'ONNX_OPERATOR',
      message: expect.stringContaining('Split of 3 into 2 equal parts') as string,
    });
  });

  it('Flatten counts its axis from the end as well', async () => {
    const vector = ramp([5]);
    const file = (axis: number): File => ({
      nodes: [node('Flatten', ['x'], ['f'], [int('axis', axis)]), relu('f')],
    });
    // Of (N, 5) both keep the batch.
    for (const axis of [1, -1]) {
      expectClose(await compute(file(axis), vector), vector.map(positive));
    }
    // (N, 2, 3, 4) from its last axis on is (N · 6, 4): the batch takes rows and channels with it.
    const maps = { ...file(-1), shape: ['N', ...picture.shape] };
    await expect(read(maps)).rejects.toMatchObject({
      code: 'ONNX_OUTPUT',
      message: expect.stringContaining('does not have the batch') as string,
    });
  });

  it('Reshape keeps a length by 0, and takes what the file computes of the shape', async () => {
    const nodes = [
      node('Shape', ['x'], ['s'], [int('end', 1)]),
      node('Concat', ['s', 'rest'], ['t'], [int('axis', 0)]),
      node('Reshape', ['x', 't'], ['r']),
      relu('r'),
    ];
    for (const rest of [[-1], [24], [6, -1], [6, 4], [2, -1]]) {
      const file: File = {
        nodes,
        initializers: [integers('rest', rest)],
        shape: ['N', ...picture.shape],
      };
      const known = rest.filter((each) => each > 0).reduce((a, b) => a * b, 1);
      const shape = rest.map((each) => (each > 0 ? each : 24 / known));
      expectClose(await compute(file, picture), new NdArray(shape, picture.data.map(positive)));
    }
  });

  it.each([
    ['of whole maps', [2, 3, 4]],
    ['of one number for each channel', [2, 1, 1]],
    ['of one for each place', [1, 3, 4]],
  ])('repeats a second activation %s', async (_, shape) => {
    const axes = shape.flatMap((length, axis) => (length === 1 ? [axis] : []));
    const gate =
      axes.length === 2 ? [node('GlobalMaxPool', ['x'], ['g'])] : [node('Neg', ['x'], ['g'])];
    const cut =
      axes.length === 1
        ? [node('Slice', ['g', 'zero', 'one', 'one'], ['h'])]
        : [node('Identity', ['g'], ['h'])];
    const nodes = [...gate, ...cut, node('Mul', ['x', 'h'], ['p']), node('Sub', ['x', 'p'], ['y'])];
    const file: File = {
      nodes,
      initializers: [integers('zero', [0]), integers('one', [1]), floats('unused', [1], [1])],
      shape: ['N', ...picture.shape],
    };
    const expected = picture.map((x, place) => {
      const other =
        axes.length === 2
          ? Math.max(...picture.along(place, [1, 2]))
          : -picture.at(axes.length === 1 ? place.with(0, 0) : place);
      return x - x * other;
    });
    expectClose(await compute(file, picture), expected, 1e-9);
  });
});
