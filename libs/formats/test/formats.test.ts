import { writeFileSync } from 'node:fs';
import { matRow, writeMat } from '@gender/mat';
import { temporaryFolder } from '@gender/testing';
import { describe, expect, test } from 'vitest';
import { compareFiles, describeFile, readNetwork, writeNetwork } from '../src/index.js';
import { fixture, referenceFiles, withoutKerasForm } from './reference-files.js';

const inFolder = temporaryFolder();
const vgg = fixture('mat/test/fixtures/oxford_net_v7.mat');

describe.each(referenceFiles)('%s', (file) => {
  const endings = withoutKerasForm.includes(file)
    ? ['.safetensors', '.onnx']
    : ['.h5', '.keras', '.safetensors', '.onnx'];

  test.each(endings)('is equal to what is written as %s', async (ending) => {
    const source = fixture(file);
    const output = inFolder(`written${ending}`);
    await writeNetwork(output, await readNetwork(source));
    const { layers, ...rest } = await compareFiles(source, output);
    expect(layers.filter(({ status }) => status !== 'equal')).toEqual([]);
    expect(rest).toEqual({ equal: true, maxAbsolute: 0, maxRelative: 0 });
    expect(layers.some(({ weights }) => weights.length > 0)).toBe(true);
  });

  // Not .onnx, whose operators want statistics that layers here leave out.
  test.each(endings.filter((ending) => ending !== '.onnx'))(
    'has as many parameters when it is described as %s',
    async (ending) => {
      const source = fixture(file);
      const output = inFolder(`written${ending}`);
      await writeNetwork(output, await readNetwork(source, { foldBatchNormalization: true }));
      const network = await readNetwork(source, { foldBatchNormalization: true });
      const weights = network.layers.flatMap((layer) => Object.values(layer) as unknown[]);
      const elements = weights.reduce<number>((sum, each) => sum + elementsOf(each), 0);
      expect(await describeFile(output)).toMatchObject({ parameters: elements });
    },
  );
});

/** How many numbers a field of a layer holds where it is a tensor. */
function elementsOf(field: unknown): number {
  return typeof field === 'object' && field !== null && 'data' in field
    ? (field.data as Float32Array).length
    : 0;
}

describe('a description', () => {
  test('says layers, shapes, counts, classes and normalisation', async () => {
    const description = await describeFile(vgg);
    expect(description).toMatchObject({
      kind: 'network',
      format: 'MatConvNet',
      input: { shape: [64, 64, 3], anySize: false },
      parameters: 75_202,
      classes: { length: 10 },
      normalization: { mean: { shape: [3], colour: { length: 3 } } },
    });
    if (description.kind !== 'network') throw new Error('expected a network');
    expect(description.layers).toHaveLength(39);
    // 3 · 3 · 3 · 8 weights and 8 biases; the weights once for each of 64 · 64 places
    expect(description.layers[0]).toEqual({
      name: 'conv1_1',
      type: 'conv2d',
      inputs: ['input'],
      outputShape: [64, 64, 8],
      parameters: 224,
      multiplyAdds: 216 * 64 * 64,
    });
  });

  test('lists the variables of a MAT-file without a network, and says why', async () => {
    const path = inFolder('numbers.mat');
    await writeMat(path, { a: matRow(1, 2, 3) });
    const warnings: string[] = [];
    const logger = {
      debug: () => undefined,
      info: () => undefined,
      warn: (text: string) => void warnings.push(text),
    };
    expect(await describeFile(path, { logger })).toMatchObject({
      kind: 'variables',
      version: '5',
      variables: [{ name: 'a', shape: [1, 3], class: 'double', bytes: 24 }],
    });
    expect(warnings).toEqual([expect.stringContaining('holds no MatConvNet network')]);
  });

  test('lists operators and initializers of an ONNX file', async () => {
    const path = inFolder('vgg.onnx');
    await writeNetwork(path, await readNetwork(vgg));
    const graph = await describeFile(path);
    if (graph.kind !== 'graph') throw new Error('expected a graph');
    expect(graph.inputs).toEqual([{ name: 'input', shape: ['N', 64, 64, 3] }]);
    expect(graph.outputs).toEqual([{ name: 'prob', shape: ['N', 1, 1, 10] }]);
    expect(graph.classes).toHaveLength(10);
    expect(graph.parameters).toBe(75_202);
    expect(graph.nodes.filter(({ type }) => type === 'Conv')).toHaveLength(16);
    expect(graph.initializers[0]).toEqual({
      name: 'conv1_1/kernel',
      type: 'float',
      shape: [8, 3, 3, 3],
    });
  });
});

test('until keeps a Keras file up to a layer, without its classes', async () => {
  const path = inFolder('vgg.h5');
  await writeNetwork(path, await readNetwork(vgg));
  const network = await readNetwork(path, { until: 'pool5' });
  expect(network).toMatchObject({ output: 'pool5', classes: undefined });
  const { layers } = await compareFiles(path, vgg, { until: 'pool2' });
  expect(layers).toHaveLength(10);
});

describe('files that do not serve', () => {
  test.each([
    ['an unknown ending', 'net.txt', 'FORMAT_UNKNOWN', '.mat, .h5, .hdf5, .keras, .safetensors'],
    ['a folder that is not there', 'web/', 'FILE_NOT_FOUND', 'model.json'],
  ])('reading %s', async (_, name, code, words) => {
    await expect(readNetwork(inFolder(name))).rejects.toMatchObject({
      code,
      message: expect.stringContaining(words) as string,
    });
  });

  test('writing a MAT-file', async () => {
    const network = await readNetwork(vgg);
    await expect(writeNetwork(inFolder('a.mat'), network)).rejects.toMatchObject({
      code: 'FORMAT_WRITE',
      message: expect.stringContaining('/ (a folder, TensorFlow.js)') as string,
    });
  });

  test('describing what is no ONNX file, or none at all', async () => {
    writeFileSync(inFolder('letter.onnx'), 'This is a letter. '.repeat(20));
    await expect(describeFile(inFolder('letter.onnx'))).rejects.toMatchObject({
      code: 'ONNX_FORMAT',
    });
    await expect(describeFile(inFolder('absent.onnx'))).rejects.toMatchObject({
      code: 'FILE_NOT_FOUND',
    });
  });
});
