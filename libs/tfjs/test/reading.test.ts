import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeTfjsModel } from '@gender/keras/tfjs/node';
import { conv2d, networkOf } from '@gender/network';
import { tensor } from '@gender/tensor';
import { temporaryFolder } from '@gender/testing';
import { describe, expect, it } from 'vitest';
import { readTfjs, type ReadTfjsOptions } from '../src/index.js';
import { readTfjsModel, tfjsFiles } from '../src/node/index.js';
import { b, list, MadeGraph, s, texts } from './made-graph.js';

const inFolder = temporaryFolder();

/** A graph of one operator, read. */
function reading(make: (graph: MadeGraph) => unknown, options?: ReadTfjsOptions): () => unknown {
  const graph = new MadeGraph();
  make(graph);
  return () => readTfjs(graph.files, options);
}

const refused = (code: string, words: string | RegExp): unknown =>
  expect.objectContaining({
    name: 'TfjsError',
    code,
    message: (typeof words === 'string'
      ? expect.stringContaining(words)
      : expect.stringMatching(words)) as string,
  });

const matrix = (g: MadeGraph, values: number[]): string =>
  g.add('Reshape', [g.integers(...values), g.integers(4, 2)]);

describe('a GraphModel', () => {
  it('is read with layers that are named after operators', () => {
    const graph = new MadeGraph();
    const kernel = graph.weight([1, 1, 4, 2]);
    graph.add(
      '_FusedConv2D',
      ['x', kernel, graph.weight([2])],
      { strides: list(1, 2, 2, 1), padding: s('VALID'), fused_ops: texts('BiasAdd', 'Relu') },
      'stem/conv',
    );
    const network = readTfjs(graph.files);
    expect(network).toMatchObject({
      input: { name: 'x', shape: [6, 5, 4] },
      layers: [
        { type: 'conv2d', name: 'stem/conv', strides: [2, 2] },
        { type: 'relu', name: 'stem/conv_1', inputs: ['stem/conv'] },
      ],
      output: 'stem/conv_1',
    });
  });

  it('that brings features to unit length has a layer for it', () => {
    const graph = new MadeGraph();
    const sum = graph.add('Sum', [graph.add('Square', ['x']), graph.integer(3)], {
      keep_dims: b(true),
    });
    graph.add('Mul', [
      'x',
      graph.add('Rsqrt', [graph.add('Maximum', [sum, graph.weight([], [1e-10])])]),
    ]);
    expect(readTfjs(graph.files).layers).toMatchObject([{ type: 'unitNormalization' }]);
  });

  it('takes pictures of the size that is given where it leaves it open', () => {
    const graph = new MadeGraph([-1, -1, -1, 3]);
    graph.add('Relu', ['x']);
    expect(() => readTfjs(graph.files)).toThrow(refused('TFJS_INPUT', 'leaves its size open'));
    const network = readTfjs(graph.files, { inputShape: [8, 9, 3] });
    expect(network.input).toMatchObject({ shape: [8, 9, 3], anySize: true });
  });

  it('takes pictures of one size only where padding depends on it', () => {
    const [graph, strided] = [1, 2].map((step) => {
      const made = new MadeGraph([-1, -1, -1, 3]);
      const strides = list(1, step, step, 1);
      made.add('Conv2D', ['x', made.weight([3, 3, 3, 4])], { strides, padding: s('SAME') });
      return made.files;
    });
    const inputShape = [9, 9, 3] as const;
    expect(readTfjs(graph!, { inputShape }).input.anySize).toBe(true);
    expect(readTfjs(strided!, { inputShape }).input.anySize).toBeUndefined();
  });

  it('of several outputs is read up to the one that is named', () => {
    const make = (g: MadeGraph): void => {
      g.add('Relu', ['x'], {}, 'a');
      g.add('Tanh', ['x'], {}, 'b');
    };
    expect(reading(make)).toThrow(refused('TFJS_OUTPUT', 'has 2 outputs (a, b)'));
    expect(reading(make, { output: 'c' })).toThrow(refused('TFJS_OUTPUT', 'no output "c"'));
    expect(reading(make, { output: 'b:0' })()).toMatchObject({ layers: [{ type: 'tanh' }] });
  });

  it('is refused with all operators that no layer expresses, by the names of TensorFlow', () => {
    const make = (g: MadeGraph): void => {
      const odd = g.add('Cumsum', ['x', g.integer(1)], {}, 'first');
      const where = g.add('Where', ['x'], {}, 'second');
      const mirrored = g.add(
        'MirrorPad',
        ['x', matrix(g, [0, 0, 1, 1, 1, 1, 0, 0])],
        { mode: s('REFLECT') },
        'third',
      );
      const fused = g.add(
        '_FusedConv2D',
        ['x', g.weight([1, 1, 4, 4])],
        { fused_ops: texts('Gelu') },
        'fourth',
      );
      g.add('AddN', [
        odd,
        where,
        mirrored,
        fused,
        g.add('Cumsum', ['x', g.integer(2)], {}, 'fifth'),
      ]);
    };
    expect(reading(make)).toThrow(
      refused(
        'TFJS_OPERATOR',
        /^(?=.*Cumsum \("fifth" and 1 more\))(?=.*Where \("second"\))(?=.*MirrorPad of mode reflect \("third"\)).*_FusedConv2D with Gelu \("fourth"\)/,
      ),
    );
  });

  it('is refused with all operators of its loops', () => {
    const make = (g: MadeGraph): void => {
      g.add('Merge', ['x', 'next'], {}, 'merge');
      g.add('NextIteration', ['merge'], {}, 'next');
      g.add('Exit', ['next']);
    };
    expect(reading(make)).toThrow(refused('TFJS_OPERATOR', 'Merge, NextIteration, Exit'));
  });

  it.each([
    ['no object', 3],
    ['neither layers nor operators', { modelTopology: {} }],
    ['operators without names', { modelTopology: { node: [{ op: 'Relu' }] } }],
    [
      'a length that is no number',
      { modelTopology: { node: [{ name: 'a', op: 'b', attr: { c: { i: 'x' } } }] } },
    ],
  ])('is refused as %s', (_, content) => {
    const files = { path: 'a.json', content, weights: new Map() };
    expect(() => readTfjs(files)).toThrow(refused('TFJS_FORMAT', 'a.json is no'));
  });
});

describe('a folder of TensorFlow.js', () => {
  const network = networkOf(
    'small',
    [3, 4, 2],
    conv2d('conv', 'image', {
      kernel: tensor('float32', [1, 1, 2, 3], Float32Array.of(1, 2, 3, 4, 5, 6)),
      bias: tensor('float32', [3], Float32Array.of(-1, 0, 1)),
    }),
  );

  it('is read as it was written, with or without the slash, or by its model.json', async () => {
    const folder = inFolder('web');
    await writeTfjsModel(folder, network);
    for (const path of [folder, `${folder}/`, join(folder, 'model.json')]) {
      expect(await readTfjsModel(path)).toEqual(network);
    }
    expect(await tfjsFiles(folder)).toEqual(
      ['model.json', 'group1-shard1of1.bin'].map((name) => join(folder, name)),
    );
  });

  it('holds a graph as well', async () => {
    const graph = new MadeGraph();
    graph.add('Conv2D', ['x', graph.weight([1, 1, 4, 3])]);
    await mkdir(inFolder('graph'));
    await writeFile(inFolder('graph', 'gear.json'), JSON.stringify(graph.content));
    await writeFile(inFolder('graph', 'a.bin'), graph.bytes);
    const found = await readTfjsModel(inFolder('graph', 'gear.json'));
    expect(found.layers).toMatchObject([{ type: 'conv2d', kernel: { shape: [1, 1, 4, 3] } }]);
  });

  it('is refused where it lies elsewhere, is cut short or is none', async () => {
    const write = async (content: unknown): Promise<string> => {
      await writeFile(inFolder('bad.json'), JSON.stringify(content));
      return inFolder('bad.json');
    };
    const weights = [{ name: 'w', shape: [2], dtype: 'float32' }];
    const stray = { weightsManifest: [{ paths: ['../a.bin'], weights }] };
    await expect(readTfjsModel(await write(stray))).rejects.toThrow(
      refused('TFJS_WEIGHTS', '"../a.bin"'),
    );
    await writeFile(inFolder('short.bin'), new Uint8Array(7));
    const short = { weightsManifest: [{ paths: ['short.bin'], weights }] };
    await expect(readTfjsModel(await write(short))).rejects.toThrow(
      refused('TFJS_WEIGHTS', 'has 7 bytes'),
    );
    await expect(readTfjsModel(await write([]))).rejects.toThrow(
      refused('TFJS_FORMAT', 'no JSON object'),
    );
    await expect(readTfjsModel(inFolder('absent/'))).rejects.toMatchObject({
      code: 'FILE_NOT_FOUND',
    });
  });
});
