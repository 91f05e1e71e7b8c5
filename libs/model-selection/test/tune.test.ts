import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readTrainingConfig, trainClassifier } from '@gender/classifier';
import { FileError } from '@gender/core/node';
import { describe, expect, test } from 'vitest';
import { tune, type TrialLine, type Tuning } from '../src/index.js';
import { colours } from './colours.js';

const { inFolder, options } = colours(5);
const small = () => ({ ...options(), epochs: 2, reduction: 2, trials: 3, seed: 2 });

/** Of a search what no clock decides. */
function timeless({ trials }: Tuning): unknown {
  return trials.map(({ seconds: _, ...trial }) => trial);
}

function folder(): string {
  const [name] = readdirSync(inFolder('models')).filter((each) => each.includes('_Search.'));
  return inFolder('models', name!);
}

describe('tune', () => {
  test('ends in a table without test pictures, and in a winner that training comes to again', async () => {
    rmSync(inFolder('data', 'Colours', 'test'), { recursive: true });
    const [found, other] = await Promise.all([tune(small()), tune(small())]);
    expect(other).toEqual(found);
    expect(found.trials).toHaveLength(3);
    expect(found.best).toBe(found.trials[0]);
    expect(found.best.rung).toBe(1);
    expect(found.given).toMatchObject({ trial: 0, rung: 1, config: { hiddenUnits: [6] } });
    expect(found.validationImages).toBe(10);
    expect(found.epochs).toBeLessThanOrEqual(3 * 2);
    expect(readFileSync(found.file, 'utf8').trimEnd().split('\n').length).toBeGreaterThan(3);
    expect(readdirSync(folder()).sort()).toEqual(['best.json', 'trials.jsonl']);

    const { bestEpoch, valAccuracy } = found.best;
    const config = await readTrainingConfig(found.config);
    const trained = await trainClassifier({ ...options(), ...config, seed: 2, name: 'Winner' });
    expect(trained.bestEpoch).toBe(bestEpoch);
    expect(trained.epochs[trained.bestEpoch - 1]?.valAccuracy).toBe(valAccuracy);
  });

  test('goes on after an interruption to the same table', async () => {
    const whole = await tune({ ...small(), name: 'Whole' });
    const controller = new AbortController();
    const seen: TrialLine[] = [];
    const onTrial = (line: TrialLine): void => {
      if (seen.push(line) === 2) controller.abort(new Error('stopped by hand'));
    };
    const stopped = tune({ ...small(), signal: controller.signal, onTrial });
    await expect(stopped).rejects.toThrow('stopped by hand');
    const again: TrialLine[] = [];
    const resumed = await tune({ ...small(), onTrial: (line) => again.push(line) });
    expect(timeless(resumed)).toEqual(timeless(whole));
    expect(again.slice(0, 2)).toEqual(seen);
  });

  test('a trial that diverges late is last, counts its epochs, and the next best takes its place', async () => {
    const { file, best } = await tune(small());
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    const first = lines.map((line) => JSON.parse(line) as TrialLine).filter((line) => !line.rung);
    const { valAccuracy: _, crossEntropy: _c, bestEpoch: _b, ...diverged } = best;
    const known = [...first, { ...diverged, epochs: 1 }];
    writeFileSync(file, known.map((line) => `${JSON.stringify(line)}\n`).join(''));
    const found = await tune(small());
    expect(found.trials.at(-1)).toEqual({ ...diverged, epochs: 1 });
    expect(found.best).toMatchObject({ rung: 1, epochs: 2, valAccuracy: expect.any(Number) as number }); // prettier-ignore
    expect(found.epochs).toBe(found.trials.reduce((sum, { epochs }) => sum + epochs, 0));
  });

  test('removes the checkpoints of a search that was killed before it could', async () => {
    const search = { ...small(), epochs: 1, trials: 1 };
    await tune(search);
    mkdirSync(join(folder(), 'trial-0.h5.training'));
    await tune(search);
    expect(readdirSync(folder()).sort()).toEqual(['best.json', 'trials.jsonl']);
  });

  test('goes further with more trials, and refuses a file that it did not write', async () => {
    const { file } = await tune({ ...small(), epochs: 1, trials: 1 });
    const more = await tune({ ...small(), epochs: 1, trials: 2 });
    expect([more.trials.length, more.file]).toEqual([2, file]);
    writeFileSync(file, '{"trial":0}\n');
    await expect(tune({ ...small(), epochs: 1, trials: 1 })).rejects.toBeInstanceOf(FileError);
  });

  test.each([{ trials: 0 }, { reduction: 1 }])('refuses %j', async (wrong) => {
    await expect(tune({ ...small(), ...wrong })).rejects.toMatchObject({
      code: 'CLASSIFIER_OPTIONS',
    });
  });
});
