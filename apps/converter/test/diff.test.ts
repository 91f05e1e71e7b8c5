import { fileURLToPath } from 'node:url';
import { runInMemory, type FinishedRun } from '@gender/cli/testing';
import { readNetwork, writeNetwork, type WeightDifferences } from '@gender/formats';
import { temporaryFolder } from '@gender/testing';
import { beforeEach, describe, expect, test } from 'vitest';
import { app } from '../src/index.js';

const inFolder = temporaryFolder();
const vgg = fileURLToPath(new URL('fixtures/oxford_net_v7.mat', import.meta.url));

/** `changed.h5`: the whole network, one bias of conv1_1 larger by a quarter. */
beforeEach(async () => {
  const network = await readNetwork(vgg);
  const [first, ...rest] = network.layers;
  if (first?.type !== 'conv2d' || !first.bias) throw new Error('expected a convolution');
  const data = first.bias.data.map((value, index) => (index === 0 ? value + 0.25 : value));
  const changed = { ...first, bias: { ...first.bias, data } };
  await writeNetwork(inFolder('changed.h5'), { ...network, layers: [changed, ...rest] });
});

function diff(...argv: string[]): Promise<FinishedRun> {
  return runInMemory(app, ['diff', ...argv, '--quiet']);
}

describe('diff', () => {
  test('ends with 0 where a network is equal to itself', async () => {
    const { exitCode, stdout } = await diff(vgg, vgg);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/\nequal: 39 layers, at most 0 apart/);
  });

  test('ends with 1 and names the weight that differs', async () => {
    const { exitCode, stdout, stderr } = await diff(vgg, inFolder('changed.h5'));
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '' });
    expect(stdout).toMatch(/│ conv1_1 +│ conv2d +│ weights │ kernel │ 0 +│ 0 +│/);
    expect(stdout).toMatch(/│ bias +│ 2\.50e-1 +│ [\d.]+e[+-]\d+ +│/);
    expect(stdout).toMatch(/\ndifferent: 39 layers, at most 2\.50e-1 apart/);
  });

  test('ends with 0 within the tolerance', async () => {
    expect(await diff(vgg, inFolder('changed.h5'), '--tolerance=1.3')).toMatchObject({
      exitCode: 0,
    });
  });

  test('names layers that only one file has', async () => {
    const part = inFolder('part.safetensors');
    await writeNetwork(part, await readNetwork(vgg, { until: 'pool5' }));
    const { exitCode, stdout } = await diff(vgg, part);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/│ fc6 +│ conv2d +│ only in first │/);
    expect(await diff(part, vgg, '--include-top=false')).toMatchObject({ exitCode: 0 });
  });

  test('prints numbers as numbers with --json', async () => {
    const { exitCode, stdout } = await diff(vgg, inFolder('changed.h5'), '--json');
    expect(exitCode).toBe(1);
    const { equal, layers } = JSON.parse(stdout) as WeightDifferences;
    expect(equal).toBe(false);
    expect(layers).toHaveLength(39);
    expect(layers[0]).toMatchObject({ name: 'conv1_1', status: 'weights' });
    expect(layers[0]?.weights[1]?.maxAbsolute).toBeCloseTo(0.25, 6);
  });

  test.each([
    [[], '--first is missing'],
    [['a.h5'], '--second is missing'],
    [['a.h5', 'b.h5', '--tolerance=-1'], '--tolerance=-1 is not valid'],
  ])('wrong usage: %j', async (argv, words) => {
    const { exitCode, stderr } = await diff(...argv);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(words);
  });
});
