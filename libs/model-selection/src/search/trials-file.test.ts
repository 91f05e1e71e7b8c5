import { readFileSync, writeFileSync } from 'node:fs';
import { completeConfig } from '@gender/classifier';
import { temporaryFolder } from '@gender/testing';
import { describe, expect, test } from 'vitest';
import { readTrials, writeTrials, type TrialLine } from './trials-file.js';

const inFolder = temporaryFolder();
const path = (): string => inFolder('trials.jsonl');
const config = completeConfig({ hiddenUnits: [4], epochs: 2 });
const reached = { bestEpoch: 1, valAccuracy: 0.75, crossEntropy: 0.5 };
const lines: TrialLine[] = [
  { trial: 0, rung: 0, epochs: 1, ...reached, seconds: 0.25, config },
  { trial: 1, rung: 0, epochs: 0, seconds: 0.5, config },
];

describe('the file of trials', () => {
  test('is a JSON object in each line, read as it was written; without one there are none', async () => {
    expect(await readTrials(path())).toEqual([]);
    await writeTrials(path(), lines);
    const text = readFileSync(path(), 'utf8');
    expect(
      text
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual(JSON.parse(JSON.stringify(lines)));
    expect(await readTrials(path())).toEqual(lines);
    await writeTrials(path(), []);
    expect(await readTrials(path())).toEqual([]);
  });

  test('loses a line that was cut off, which is a trial that is done again', async () => {
    await writeTrials(path(), lines);
    writeFileSync(path(), readFileSync(path(), 'utf8').slice(0, -20));
    expect(await readTrials(path())).toEqual(lines.slice(0, 1));
  });

  test.each([
    ['{"trial":', 'Unexpected end of JSON input'],
    ['[]', '✖ Invalid input: expected object, received array'],
    [
      JSON.stringify({ ...lines[0], valAccuracy: 1.5 }),
      '✖ Too big: expected number to be <=1 → at valAccuracy',
    ],
    [
      JSON.stringify({ ...lines[0], trial: 0.5 }),
      '✖ Invalid input: expected int, received number → at trial',
    ],
  ])('is refused with the line %s, and the message names it', async (line, why) => {
    writeFileSync(path(), `${JSON.stringify(lines[0])}\n${line}\n`);
    await expect(readTrials(path())).rejects.toMatchObject({
      ...{ name: 'FileError', code: 'FILE_IO' },
      message: `cannot read ${path()}: line 2: ${why}; delete it, and the search begins anew`,
    });
  });
});
