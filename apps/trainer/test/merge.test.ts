import { existsSync, readFileSync, rmSync } from 'node:fs';
import { runInMemory, type FinishedRun } from '@gender/cli/testing';
import { readManifest } from '@gender/core/node';
import { describe, expect, test } from 'vitest';
import { app } from '../src/index.js';
import { prepared } from './prepared.js';

const { inFolder, extract } = prepared();
const feature = (name: string): string => inFolder('data', 'features', name);

function merge(...flags: string[]): Promise<FinishedRun> {
  const dataRoot = ['--data-root', inFolder('data')];
  return runInMemory(app, ['merge', '--dataset', 'Tiny', ...dataRoot, ...flags]);
}

describe('merge', () => {
  test('joins the parts of every split into the bytes of one run', async () => {
    const names = ['train.npy', 'train.json', 'validation.npy', 'validation.json'];
    const read = (): Buffer[] => names.map((name) => readFileSync(feature(`Tiny_${name}`)));
    await extract();
    const whole = read();
    rmSync(feature(''), { recursive: true });

    for (const part of ['3/3', '1/3', '2/3']) await extract('--shard', part);
    expect(existsSync(feature('Tiny_train.npy'))).toBe(false);
    const { exitCode, stdout } = await merge();
    expect(exitCode).toBe(0);
    expect(stdout.replaceAll(inFolder('data'), 'data')).toBe(
      'data/features/Tiny_train.npy: (12, 4, 4, 5) from 3 parts\n' +
        'data/features/Tiny_validation.npy: (12, 4, 4, 5) from 3 parts\n',
    );
    expect(read()).toEqual(whole);
    expect(existsSync(feature('Tiny_train.shard-2-of-3.npy'))).toBe(true);
    expect(await readManifest(feature('Tiny_train.npy'))).toMatchObject({ command: 'merge' });
    expect((await extract()).stderr.match(/is up to date/g)).toHaveLength(2);
  });

  test('deletes the parts with --remove-parts', async () => {
    for (const part of ['1/2', '2/2']) await extract('--split', 'train', '--shard', part);
    const { stdout } = await merge('--remove-parts', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ stores: [{ split: 'train', parts: 2 }] });
    expect(existsSync(feature('Tiny_train.shard-1-of-2.npy'))).toBe(false);
    expect(existsSync(feature('Tiny_train.shard-2-of-2.json'))).toBe(false);
  });

  test('names the parts that are missing', async () => {
    await extract('--shard=2/4');
    const { exitCode, stderr } = await merge('--split=train');
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(
      /Tiny_train\.npy lacks the parts 1\/4, 3\/4, 4\/4; .*\[FEATURES_SHARDS\]/,
    );
  });

  test('says that there are no parts', async () => {
    await extract();
    expect(await merge()).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('there are no parts of Tiny') as string,
    });
  });
});
