import { writeFileSync } from 'node:fs';
import { runInMemory, type FinishedRun } from '@gender/cli/testing';
import type { Recognition } from '@gender/classifier';
import type { ClassifiedFiles } from '@gender/evaluation';
import { readNetwork, writeNetwork } from '@gender/formats';
import { dense, networkOf, type Network } from '@gender/network';
import { tensor } from '@gender/tensor';
import { solidPicture, temporaryFolder } from '@gender/testing';
import { beforeEach, describe, expect, test } from 'vitest';
import { app } from '../src/index.js';
import { writeModel } from './models.js';

const inFolder = temporaryFolder();

/** Scores of red, green and blue: a hundredth of the mean of each, less that of the mean picture. */
const colours: Network = {
  ...networkOf(
    'colours',
    [8, 8, 3],
    { type: 'globalAveragePool', name: 'pool', inputs: ['input'] },
    dense('scores', 'pool', {
      kernel: tensor('float32', [3, 3], new Float32Array([1, 0, 0, 0, 1, 0, 0, 0, 1].map((each) => each / 100))), // prettier-ignore
    }),
    { type: 'softmax', name: 'prob', inputs: ['scores'] },
  ),
  classes: ['red', 'green', 'blue'],
  normalization: { mean: tensor('float32', [3], new Float32Array([100, 50, 0])) },
};

beforeEach(async () => {
  await writeNetwork(inFolder('colours.h5'), colours);
  writeFileSync(inFolder('red.bmp'), solidPicture(12, 10, [200, 50, 0]));
  writeFileSync(inFolder('blue.bmp'), solidPicture(8, 8, [100, 50, 200]));
});

function recognise(...argv: string[]): Promise<FinishedRun> {
  return runInMemory(app, ['recognise', ...argv, '--quiet']);
}

describe('recognise', () => {
  test('names the most probable classes of each picture, as the network says to feed it', async () => {
    const [red, blue] = [inFolder('red.bmp'), inFolder('blue.bmp')];
    const { exitCode, stdout } = await recognise(inFolder('colours.h5'), red, blue, '--json');
    expect(exitCode).toBe(0);
    const { images } = JSON.parse(stdout) as { images: Recognition[] };
    expect(images.map(({ file }) => file)).toEqual([red, blue]);
    expect(images.map(({ top }) => top.map(({ name }) => name))).toEqual([
      ['red', 'green', 'blue'],
      ['blue', 'red', 'green'],
    ]);
    // Scores 1, 0, 0 and 0, 0, 2 after the mean is subtracted.
    expect(images[0]?.top[0]?.probability).toBeCloseTo(Math.E / (Math.E + 2), 5);
    expect(images[1]?.top[0]?.probability).toBeCloseTo(Math.E ** 2 / (Math.E ** 2 + 2), 5);
  });

  test.each(['.keras', '.safetensors'])(
    'reads %s as well, and --top limits the names',
    async (ending) => {
      const model = inFolder(`colours${ending}`);
      await writeNetwork(model, colours);
      const { stdout } = await recognise('--model', model, inFolder('red.bmp'), '--top=1');
      expect(stdout).toMatch(/red\.bmp │ red +│ 0\.576117 +│/);
      expect(stdout).not.toContain('green');
    },
  );

  test('makes probabilities of scores', async () => {
    const layers = colours.layers.slice(0, 2);
    await writeNetwork(inFolder('scores.h5'), { ...colours, layers, output: 'scores' });
    const { stdout } = await recognise(inFolder('scores.h5'), inFolder('red.bmp'));
    expect(stdout).toContain('0.576117');
  });

  test('says how to convert a network without class names', async () => {
    await writeNetwork(inFolder('nameless.h5'), { ...colours, classes: undefined });
    const { exitCode, stderr } = await recognise(inFolder('nameless.h5'), inFolder('red.bmp'));
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(
      /^error: .*nameless\.h5 has no class names.*fully connected layers.*\[RECOGNISER_CLASSES\]\n$/,
    );
  });

  test.each([
    ['a missing model', ['no.h5', 'red.bmp'], 'FILE_NOT_FOUND'],
    ['a missing picture', ['colours.h5', 'no.bmp'], 'FILE_NOT_FOUND'],
    ['what is no picture', ['colours.h5', 'colours.h5'], 'IMAGE_'],
  ])('names %s', async (_, names, code) => {
    const { exitCode, stderr } = await recognise(...names.map((name) => inFolder(name)));
    expect(exitCode).toBe(1);
    expect(stderr).toContain(`[${code}`);
  });

  test('refuses a transfer model, which is fed as it says itself', async () => {
    await writeModel(inFolder, 'Tiny');
    const model = inFolder('models', 'Tiny_Transfer_Model.h5');
    const { exitCode, stderr } = await recognise(model, inFolder('red.bmp'));
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/by gender-evaluate predict PICTURE --model \[RECOGNISER_MODEL\]/);
  });

  test.each(['network', 'rescale'] as const)(
    'feeds a transfer model that was converted as `predict` feeds it: %s',
    async (mode) => {
      const choice = { mode, resampling: 'box' } as const;
      await writeModel(inFolder, 'Tiny', ['Female', 'Male'], choice);
      const model = inFolder('models', 'Tiny_Transfer_Model.h5');
      await writeNetwork(inFolder('tiny.safetensors'), await readNetwork(model));
      const pictures = [inFolder('red.bmp'), inFolder('blue.bmp')];
      const run = async (...argv: string[]): Promise<unknown> =>
        JSON.parse((await runInMemory(app, [...argv, '--json', '--quiet'])).stdout) as unknown;
      const predicted = await run('predict', ...pictures, '--model', model);
      const recognised = await run('recognise', inFolder('tiny.safetensors'), ...pictures);
      const { images } = recognised as { images: Recognition[] };
      const found = images.map(({ file, top }) => ({
        file,
        label: top[0]?.name,
        probabilities: Object.fromEntries(top.map((each) => [each.name, each.probability])),
      }));
      expect(found).toHaveLength(2);
      expect(found).toMatchObject((predicted as ClassifiedFiles).pictures);
    },
  );

  test('leaves out what cannot be read where it is told to, and names it', async () => {
    const files = ['no.bmp', 'colours.h5', 'red.bmp'].map((name) => inFolder(name));
    const { exitCode, stdout } = await recognise(inFolder('colours.h5'), ...files, '--on-bad=skip', '--json'); // prettier-ignore
    expect(exitCode).toBe(0);
    const { images, skipped } = JSON.parse(stdout) as { images: Recognition[]; skipped: unknown };
    expect(images.map(({ file }) => file)).toEqual([inFolder('red.bmp')]);
    expect(skipped).toMatchObject([
      { file: inFolder('no.bmp'), code: 'FILE_NOT_FOUND' },
      { file: inFolder('colours.h5'), code: 'IMAGE_FORMAT' },
    ]);
  });

  test('refuses a device that the engine lacks', async () => {
    const files = [inFolder('colours.h5'), inFolder('red.bmp')];
    const { exitCode, stderr } = await recognise(
      ...files,
      '--engine=onnxruntime-web',
      '--device=webgpu',
    );
    expect(exitCode).toBe(1);
    expect(stderr).toContain('[ENGINE_DEVICE]');
  });

  test.each([
    [[], '--model is missing'],
    [['a.h5'], '--images is missing'],
    [['a.h5', 'b.jpg', '--top=0'], '--top=0 is not valid'],
  ])('wrong usage: %j', async (argv, words) => {
    const { exitCode, stderr } = await recognise(...argv);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(words);
  });
});
