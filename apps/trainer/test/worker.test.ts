import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { runInMemory, type FinishedRun } from '@gender/cli/testing';
import { hasRedis, startRedis } from '@gender/testing';
import { describe, expect, test } from 'vitest';
import { app } from '../src/index.js';
import { prepared } from './prepared.js';

const { inFolder, extract } = prepared();
const nobody = 'redis://127.0.0.1:1';

function work(...flags: string[]): Promise<FinishedRun> {
  const folders = ['--data-root', inFolder('data'), '--models', inFolder('models')];
  return runInMemory(app, ['worker', ...folders, '--work-folder', inFolder('work'), ...flags]);
}

describe.skipIf(!hasRedis)('with a Redis server', () => {
  test('worker makes the parts that extract --queue divides a dataset into', async () => {
    const path = inFolder('data', 'features', 'Tiny_train.npy');
    const printed = (await extract('--split=train')).stdout;
    const whole = readFileSync(path);
    rmSync(inFolder('data', 'features'), { recursive: true });
    mkdirSync(inFolder('redis'));
    await using server = await startRedis(inFolder('redis'));
    const queue = `--queue=${server.url}`;
    let isOver = false;
    const extracted = extract('--split=train', '--part-size=5', queue).finally(() => {
      isOver = true;
    });
    const made = { parts: 0, pictures: 0 };
    while (!isOver) {
      const { exitCode, stdout, stderr } = await work(queue, '--until-empty');
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr });
      const [, parts, pictures] = /^(\d+) parts?, (\d+) pictures\n$/.exec(stdout)!;
      made.parts += Number(parts);
      made.pictures += Number(pictures);
    }
    expect(await extracted).toMatchObject({ exitCode: 0, stdout: printed });
    expect(made).toEqual({ parts: 3, pictures: 12 });
    expect(readFileSync(path).equals(whole)).toBe(true);
  });
});

describe('without one', () => {
  test.each([
    ['extract', () => extract(`--queue=${nobody}`)],
    ['worker', () => work(`--queue=${nobody}`)],
  ])('%s says that it cannot be reached', async (_, run) => {
    const { exitCode, stderr } = await run();
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/cannot reach Redis at 127\.0\.0\.1:1: .*--queue \[QUEUE_REDIS\]\n$/);
  });

  test.each([
    [['--queue=localhost'], 'expected the address of a Redis server'],
    [[`--queue=${nobody}`, '--shard=1/2'], '--shard names a part, and --queue makes all'],
    [['--storage=parts'], '--storage is of use with --queue only'],
    [['--part-size=10'], '--part-size is of use with --queue only'],
    [['--part-size=0'], 'expected at least 1'],
  ])('wrong usage: %j', async (flags, words) => {
    const { exitCode, stderr } = await extract(...flags);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(words);
  });
});
