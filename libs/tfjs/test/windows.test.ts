import { toTfjs } from '@gender/keras/tfjs';
import { tensor, type Float32Tensor } from '@gender/tensor';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { readTfjs } from '../src/index.js';
import { list, MadeGraph, ramp, runLayers, s } from './made-graph.js';

beforeAll(async () => {
  tf.enableProdMode();
  await tf.setBackend('cpu');
});

/** How a window moves over the rows and columns of a map. */
interface Window {
  readonly size: readonly [rows: number, columns: number];
  readonly strides: readonly [rows: number, columns: number];
  readonly dilations?: readonly [rows: number, columns: number];
  readonly padding: 'SAME' | 'VALID';
}

const square = ([rows, columns]: readonly [number, number]): object => list(1, rows, columns, 1);

function attributes({
  size,
  strides,
  dilations = [1, 1],
  padding,
}: Window): Record<string, object> {
  return {
    ...{ ksize: square(size), strides: square(strides), dilations: square(dilations) },
    padding: s(padding),
  };
}

const operators: Readonly<Record<string, (graph: MadeGraph, window: Window) => string>> = {
  Conv2D: (g, w) =>
    g.add('Conv2D', ['x', g.weight([...w.size, g.shape.at(-1)!, 2])], attributes(w)),
  DepthwiseConv2dNative: (g, w) =>
    g.add('DepthwiseConv2dNative', ['x', g.weight([...w.size, g.shape.at(-1)!, 2])], attributes(w)),
  MaxPool: (g, w) => g.add('MaxPool', ['x'], attributes(w)),
  AvgPool: (g, w) => g.add('AvgPool', ['x'], attributes(w)),
};

/** What TensorFlow.js makes of the network that is read from a graph. */
function runRead(graph: MadeGraph, input: Float32Tensor): Promise<Float32Tensor> {
  const { index, shards } = toTfjs(readTfjs(graph.files));
  const bytes = new Uint8Array(Buffer.concat(shards.flatMap(({ pieces }) => pieces)));
  return runLayers(index, bytes, input);
}

describe('SAME pads so that ceil(length / stride) windows fit, and puts the odd one behind', () => {
  // max((ceil(length / stride) − 1) · stride + dilation · (size − 1) + 1 − length, 0), halved.
  it.each<
    [length: number, size: number, stride: number, dilation: number, before: number, behind: number]
  >([
    [5, 3, 1, 1, 1, 1],
    [5, 2, 1, 1, 0, 1],
    [5, 4, 1, 1, 1, 2],
    [5, 3, 2, 1, 1, 1], // 3 windows reach over 7
    [6, 3, 2, 1, 0, 1], // 3 windows reach over 7
    [7, 3, 2, 1, 1, 1],
    [5, 3, 3, 1, 0, 1], // 2 windows reach over 6
    [7, 2, 2, 1, 0, 1], // 4 windows reach over 8
    [6, 2, 2, 1, 0, 0],
    [7, 1, 2, 1, 0, 0],
    [7, 1, 3, 1, 0, 0],
    [5, 2, 4, 1, 0, 1], // 2 windows reach over 6
    [6, 2, 1, 3, 1, 2], // a window of 2 in steps of 3 reaches over 4
    [5, 3, 1, 2, 2, 2],
    [1, 3, 1, 1, 1, 1],
    [1, 5, 2, 1, 2, 2],
  ])(
    'a length of %i, windows of %i, stride %i, dilation %i',
    (length, size, stride, dilation, before, behind) => {
      for (const op of ['Conv2D', 'DepthwiseConv2dNative']) {
        const graph = new MadeGraph([-1, length, 1, 2]);
        const window: Window = {
          size: [size, 1],
          strides: [stride, 1],
          dilations: [dilation, 1],
          padding: 'SAME',
        };
        operators[op]!(graph, window);
        expect(readTfjs(graph.files).layers, op).toMatchObject([
          { padding: [before, behind, 0, 0] },
        ]);
      }
    },
  );
});

describe('a map of 3 rows and 3 columns', () => {
  // 1 2 3
  // 4 5 6
  // 7 8 9
  const map = tensor('float32', [1, 3, 3, 1], Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9));

  it.each<[string, string, Window, readonly number[], readonly number[]]>([
    // Kernels that sum: what lies outside is 0.
    [
      'Conv2D',
      'SAME',
      { size: [2, 2], strides: [1, 1], padding: 'SAME' },
      [12, 16, 9, 24, 28, 15, 15, 17, 9],
      [1, 3, 3, 1],
    ],
    [
      'Conv2D',
      'SAME, stride 2',
      { size: [2, 2], strides: [2, 2], padding: 'SAME' },
      [12, 9, 15, 9],
      [1, 2, 2, 1],
    ],
    [
      'Conv2D',
      'SAME of 3, stride 2',
      { size: [3, 3], strides: [2, 2], padding: 'SAME' },
      [12, 16, 24, 28],
      [1, 2, 2, 1],
    ],
    [
      'Conv2D',
      'VALID',
      { size: [2, 2], strides: [1, 1], padding: 'VALID' },
      [12, 16, 24, 28],
      [1, 2, 2, 1],
    ],
    [
      'Conv2D',
      'VALID, stride 2, cuts off',
      { size: [2, 2], strides: [2, 2], padding: 'VALID' },
      [12],
      [1, 1, 1, 1],
    ],
    [
      'Conv2D',
      'VALID, dilated',
      { size: [2, 2], strides: [1, 1], dilations: [2, 2], padding: 'VALID' },
      [20],
      [1, 1, 1, 1],
    ],
    [
      'Conv2D',
      'SAME, other strides',
      { size: [1, 3], strides: [2, 1], padding: 'SAME' },
      [3, 6, 5, 15, 24, 17],
      [1, 2, 3, 1],
    ],
    // What lies outside takes no part in a mean.
    [
      'AvgPool',
      'SAME',
      { size: [2, 2], strides: [2, 2], padding: 'SAME' },
      [3, 4.5, 7.5, 9],
      [1, 2, 2, 1],
    ],
    ['AvgPool', 'VALID', { size: [2, 2], strides: [2, 2], padding: 'VALID' }, [3], [1, 1, 1, 1]],
    [
      'AvgPool',
      'SAME of 3',
      { size: [3, 3], strides: [2, 2], padding: 'SAME' },
      [3, 4, 6, 7],
      [1, 2, 2, 1],
    ],
    [
      'MaxPool',
      'SAME',
      { size: [2, 2], strides: [2, 2], padding: 'SAME' },
      [5, 6, 8, 9],
      [1, 2, 2, 1],
    ],
    [
      'MaxPool',
      'VALID, rows only',
      { size: [2, 1], strides: [1, 1], padding: 'VALID' },
      [4, 5, 6, 7, 8, 9],
      [1, 2, 3, 1],
    ],
  ])('%s, %s', async (op, _, window, values, shape) => {
    const graph = new MadeGraph([-1, 3, 3, 1]);
    if (op === 'Conv2D') {
      const [rows, columns] = window.size;
      const ones = graph.weight([rows, columns, 1, 1], Array<number>(rows * columns).fill(1));
      graph.add(op, ['x', ones], attributes(window));
    } else operators[op]!(graph, window);
    const found = await runRead(graph, map);
    expect(found.shape).toEqual(shape);
    expect([...found.data]).toEqual(values);
  });

  it('is below 0 everywhere: the largest of a window is not what pads it', async () => {
    const graph = new MadeGraph([-1, 3, 3, 1]);
    operators['MaxPool']!(graph, { size: [3, 3], strides: [2, 2], padding: 'SAME' });
    const below = tensor(
      'float32',
      map.shape,
      map.data.map((value) => value - 10),
    );
    expect([...(await runRead(graph, below)).data]).toEqual([-5, -4, -2, -1]);
  });
});

describe('windows of any size, stride and padding', () => {
  const pair = (most: number): fc.Arbitrary<[number, number]> =>
    fc.tuple(fc.integer({ min: 1, max: most }), fc.integer({ min: 1, max: most }));

  it.each(Object.entries(operators))(
    '%s gives what TensorFlow.js gives for the graph',
    async (op, add) => {
      await fc.assert(
        fc.asyncProperty(
          pair(7),
          pair(3),
          pair(3),
          fc.constantFrom('SAME', 'VALID'),
          async (map, size, stride, padding) => {
            fc.pre(padding === 'SAME' || (map[0] >= size[0] && map[1] >= size[1]));
            // Depthwise convolutions of TensorFlow have equal strides.
            const strides = op.startsWith('Depthwise') ? ([stride[0], stride[0]] as const) : stride;
            const graph = new MadeGraph([-1, ...map, 2]);
            const output = add(graph, { size, strides, padding });
            const shape = [2, ...map, 2];
            const input = tensor('float32', shape, Float32Array.from(ramp(shape, 4)));
            const [expected, found] = [await graph.run(input, output), await runRead(graph, input)];
            expect(found.shape).toEqual(expected.shape);
            // Sums of at most 18 products below 4 in another order.
            expected.data.forEach((value, at) => { expect(found.data[at]).toBeCloseTo(value, 5); }); // prettier-ignore
          },
        ),
        { numRuns: 25 },
      );
    },
  );
});
