import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { runInMemory, type FinishedRun } from '@gender/cli/testing';
import type { DescribedNetwork } from '@gender/formats';
import { matRow, matText, writeMat } from '@gender/mat';
import { temporaryFolder } from '@gender/testing';
import { describe, expect, test } from 'vitest';
import { app } from '../src/index.js';

const inFolder = temporaryFolder();
const keras = (name: string): string =>
  fileURLToPath(new URL(`../../../libs/keras/test/fixtures/${name}`, import.meta.url));
const vgg = fileURLToPath(new URL('fixtures/oxford_net_v7.mat', import.meta.url));

function run(...argv: string[]): Promise<FinishedRun> {
  return runInMemory(app, [...argv, '--quiet']);
}

describe('inspect', () => {
  test.each(['.mat', '.h5', '.keras', '.safetensors'])('shows a network in %s', async (ending) => {
    const file = ending === '.mat' ? vgg : inFolder(`vgg${ending}`);
    if (file !== vgg) await run('convert', vgg, file, '--include-top');
    const { exitCode, stdout } = await run('inspect', file);
    expect(exitCode).toBe(0);
    expect(stdout).toContain(', input (64, 64, 3)\n');
    expect(stdout).toMatch(/│ conv1_1 +│ conv2d +│ \(64, 64, 8\) +│ +224 │ +884,736 │ input +│/);
    expect(stdout).toMatch(/\nparameters +75,202\nmultiply-adds +[\d,]+ for one picture\n/);
    expect(stdout).toMatch(/\nclasses +10: .+, .+, .+, …\nnormalisation +less \(.+\)/);
  });

  test('says who says how pictures are fed', async () => {
    const shown = async (file: string): Promise<string> => (await run('inspect', file)).stdout;
    expect(await shown(vgg)).toMatch(/RGB, of pixels 0–255.*\n +as said by the file itself/);
    expect(await shown('face-api')).toContain('as said by the package that holds the network');
    const without = keras('keras2_15_descriptor.h5');
    expect(await shown(without)).not.toContain('as said by');
    await mkdir(inFolder('hub'));
    await copyFile(without, inFolder('hub', 'net.h5'));
    const config = { image_mean: [0.5, 0.5, 0.5], image_std: [0.5, 0.5, 0.5], do_resize: false };
    await writeFile(inFolder('hub', 'preprocessor_config.json'), JSON.stringify(config));
    expect(await shown(inFolder('hub', 'net.h5'))).toMatch(
      /less \(127\.5, 127\.5, 127\.5\), times .*\n +as said by the preprocessor_config\.json beside/,
    );
  });

  test('shows the operators of an ONNX file', async () => {
    await run('convert', vgg, inFolder('vgg.onnx'));
    const { stdout } = await run('inspect', inFolder('vgg.onnx'));
    expect(stdout).toContain('input input (N, 64, 64, 3), output pool5 (N, 2, 2, 32)');
    expect(stdout).toMatch(
      /│ Conv +│ +224 │ input\/channels_first, conv1_1\/kernel, conv1_1\/bias/,
    );
    expect(stdout).toContain('parameters     62,136 in 26 initializers');
  });

  test('shows the weights of a file without layers', async () => {
    const file = keras('keras2_15_head_weights.h5');
    const { exitCode, stdout } = await run('inspect', file);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^Keras weights of 4 layers\n/);
    expect(stdout).toMatch(/│ fc1 +│ kernel:0 │ \(32, 24\) │/);
    expect(JSON.parse((await run('inspect', file, '--json')).stdout)).toMatchObject({
      kind: 'weights',
      groups: [{ layer: 'layer_normalization' }, { layer: 'fc1' }, {}, {}],
    });
  });

  test('shows the variables of a MAT-file without a network', async () => {
    const file = inFolder('numbers.mat');
    await writeMat(file, { sizes: matRow(1, 2, 3), title: matText('faces') });
    const { exitCode, stdout } = await run('inspect', file);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/│ sizes │ 1x3 +│ 24 bytes │ double │/);
    expect(stdout).toMatch(/│ title │ 1x5 +│ 10 bytes │ char +│/);
  });

  test('prints numbers as numbers with --json', async () => {
    const { stdout } = await run('inspect', '--file', vgg, '--json');
    const description = JSON.parse(stdout) as DescribedNetwork;
    expect(description).toMatchObject({ kind: 'network', parameters: 75_202 });
    expect(description.layers).toHaveLength(39);
    expect(description.layers[0]).toMatchObject({ name: 'conv1_1', outputShape: [64, 64, 8] });
  });

  test('needs a file that is there', async () => {
    expect(await run('inspect')).toMatchObject({ exitCode: 2 });
    const { exitCode, stderr } = await run('inspect', inFolder('absent.h5'));
    expect(exitCode).toBe(1);
    expect(stderr).toContain('[FILE_NOT_FOUND]');
  });
});
