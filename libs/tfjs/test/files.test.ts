import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { required } from '@gender/core';
import type { Float32Tensor } from '@gender/tensor';
import { temporaryFolder } from '@gender/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTfjsModel, tfjsFiles } from '../src/node/index.js';
import { readTfjs } from '../src/index.js';
import { MadeGraph } from './made-graph.js';

const inFolder = temporaryFolder();

/** Writes a model whose weights lie in files of these lengths; the last takes what is left. */
async function writeShards(
  name: string,
  graph: MadeGraph,
  lengths: readonly number[],
): Promise<string> {
  const folder = inFolder(name);
  await mkdir(folder, { recursive: true });
  const { weightsManifest, ...content } = graph.content as {
    weightsManifest: [{ weights: object[] }];
  };
  const paths = [...lengths, 0].map((_, index) => `shard${index}.bin`);
  let start = 0;
  for (const [index, path] of paths.entries()) {
    const end = start + (lengths[index] ?? graph.bytes.length);
    await writeFile(join(folder, path), graph.bytes.subarray(start, end));
    start = end;
  }
  const { weights } = weightsManifest[0];
  const index = { ...content, weightsManifest: [{ paths, weights }] };
  await writeFile(join(folder, 'model.json'), JSON.stringify(index));
  return folder;
}

/** A model whose manifest is the only thing that is odd. */
async function writeManifest(weightsManifest: unknown): Promise<string> {
  const { content } = oneConvolution();
  await writeFile(inFolder('model.json'), JSON.stringify({ ...content, weightsManifest }));
  await writeFile(inFolder('a.bin'), new Uint8Array(8));
  return inFolder('model.json');
}

function oneConvolution(): MadeGraph {
  const graph = new MadeGraph();
  graph.add('Conv2D', ['x', graph.weight([1, 1, 4, 3]), graph.weight([3])]);
  return graph;
}

describe('files of weights', () => {
  it('may be cut anywhere, also within a number', async () => {
    const graph = oneConvolution();
    const expected = readTfjs(graph.files).layers;
    for (const lengths of [[], [1], [7, 9], [0, 13, 0, 30], [60]]) {
      const folder = await writeShards(`cut-${lengths.join('-')}`, graph, lengths);
      expect((await readTfjsModel(folder)).layers).toEqual(expected);
      expect(await tfjsFiles(folder)).toHaveLength(lengths.length + 2);
    }
  });

  it.each(['../a.bin', '/etc/hostname', 'sub/a.bin', '..', './a.bin', ''])(
    'beside the model only: "%s" is refused before anything of it is read',
    async (stray) => {
      const path = await writeManifest([
        { paths: ['a.bin'], weights: [] },
        { paths: [stray], weights: [] },
      ]);
      const refused = {
        name: 'TfjsError',
        code: 'TFJS_WEIGHTS',
        message: `${path} lists the file "${stray}"; expected names of files beside it`,
      };
      await expect(readTfjsModel(path)).rejects.toMatchObject(refused);
      await expect(tfjsFiles(path)).rejects.toMatchObject(refused);
    },
  );

  it.each<[string, object, number]>([
    ['float32', { shape: [3], dtype: 'float32' }, 12],
    ['bool', { shape: [3], dtype: 'bool' }, 3],
    ['float16', { shape: [3], dtype: 'float32', quantization: { dtype: 'float16' } }, 6],
    [
      'uint8',
      { shape: [9], dtype: 'float32', quantization: { dtype: 'uint8', scale: 1, min: 0 } },
      9,
    ],
    ['more than there can be', { shape: [1e6, 1e6], dtype: 'float32' }, 4e12],
  ])('have the bytes that %s takes, or are refused', async (_, weight, bytes) => {
    const path = await writeManifest([{ paths: ['a.bin'], weights: [{ name: 'w', ...weight }] }]);
    await expect(readTfjsModel(path)).rejects.toMatchObject({
      code: 'TFJS_WEIGHTS',
      message: `a.bin of ${path} has 8 bytes; its weights take ${bytes}: a file is cut short, or of another model`,
    });
  });

  it.each<[string, unknown, RegExp]>([
    ['no list', {}, /is no weights manifest/],
    ['no list of files', [{ weights: [] }], /paths/],
    ['a file that is a number', [{ paths: [3], weights: [] }], /paths/],
    [
      'complex numbers',
      [{ paths: [], weights: [{ name: 'w', shape: [1], dtype: 'complex64' }] }],
      /dtype/,
    ],
    ['texts', [{ paths: [], weights: [{ name: 'w', shape: [1], dtype: 'string' }] }], /dtype/],
    [
      'a negative length',
      [{ paths: [], weights: [{ name: 'w', shape: [-1], dtype: 'int32' }] }],
      /shape/,
    ],
    [
      'steps without their size',
      [
        {
          paths: [],
          weights: [{ name: 'w', shape: [1], dtype: 'float32', quantization: { dtype: 'uint8' } }],
        },
      ],
      /scale/,
    ],
    [
      'one name in two groups',
      ['a', 'b'].map(() => ({ paths: [], weights: [{ name: 'w', shape: [0], dtype: 'float32' }] })),
      /has two weights of the name "w"$/,
    ],
  ])('are listed by a manifest, not by %s', async (_, manifest, words) => {
    const path = await writeManifest(manifest);
    await expect(readTfjsModel(path)).rejects.toMatchObject({
      ...{ name: 'TfjsError', code: 'TFJS_WEIGHTS' },
      message: expect.stringMatching(words) as string,
    });
  });

  it('that are missing are named', async () => {
    const path = await writeManifest([{ paths: ['b.bin'], weights: [] }]);
    await expect(readTfjsModel(path)).rejects.toMatchObject({
      code: 'FILE_NOT_FOUND',
      message: expect.stringContaining(inFolder('b.bin')) as string,
    });
  });
});

describe('weights in fewer bytes', () => {
  /** The kernel of a convolution whose weights are stored so. */
  function kernelOf(...stored: Parameters<MadeGraph['stored']>): number[] {
    const graph = new MadeGraph();
    graph.add('Conv2D', ['x', graph.stored(...stored)]);
    const [layer] = readTfjs(graph.files).layers;
    const { kernel } = layer as { kernel?: Float32Tensor };
    return [...required(kernel, 'a kernel').data];
  }

  it('stand for step · scale + min', () => {
    const steps = { scale: 0.5, min: -64 };
    expect(
      kernelOf([1, 1, 4, 1], { dtype: 'uint8', ...steps }, Uint8Array.of(0, 1, 128, 255)),
    ).toEqual([-64, -63.5, 0, 63.5]);
    expect(
      kernelOf([1, 1, 4, 1], { dtype: 'uint16', ...steps }, Uint16Array.of(0, 1, 256, 65535)),
    ).toEqual([-64, -63.5, 64, 32703.5]);
  });

  it('of 16 bits are sign, exponent and fraction', () => {
    // 1, −2, 2^−24 (the smallest), 65504 (the largest)
    const halves = Uint16Array.of(0x3c00, 0xc000, 0x0001, 0x7bff);
    expect(kernelOf([1, 1, 4, 1], { dtype: 'float16' }, halves)).toEqual([1, -2, 2 ** -24, 65504]);
  });

  it('are at most half a step from what they were stored for', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -4, max: 4, noNaN: true }), { minLength: 4, maxLength: 4 }),
        (values) => {
          const [min, max] = [Math.min(...values), Math.max(...values)];
          const scale = (max - min) / 255 || 1;
          const stored = Uint8Array.from(values, (value) => Math.round((value - min) / scale));
          const found = kernelOf([1, 1, 4, 1], { dtype: 'uint8', scale, min }, stored);
          // Half a step, and the rounding of values up to 4 to float32, 2^−22.
          values.forEach((value, at) => { expect(Math.abs(found[at]! - value)).toBeLessThanOrEqual(scale / 2 + 2 ** -22); }); // prettier-ignore
        },
      ),
      { numRuns: 50 },
    );
  });
});
