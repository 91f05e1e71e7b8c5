import { readFileSync, writeFileSync } from 'node:fs';
import { temporaryFolder } from '@gender/testing';
import { describe, expect, test } from 'vitest';
import { readFoldRecord, writeFoldRecord, type FoldRecord } from './fold-record.js';

const inFolder = temporaryFolder();
const path = (): string => inFolder('fold-1.json');
const epoch = { loss: 0.5, accuracy: 0.75, valLoss: 0.25, valAccuracy: 1, seconds: 0.5 };
/** Of two pictures of two classes. */
const record: FoldRecord = {
  epochs: [
    { ...epoch, epoch: 1 },
    { ...epoch, epoch: 2 },
  ],
  ...{ bestEpoch: 2, seconds: 1.5, probabilities: [0.25, 0.75, 1, 0] },
};

describe('the record of a fold', () => {
  test('is read as it was written; without one the fold is not done', async () => {
    expect(await readFoldRecord(path(), 4)).toBeUndefined();
    await writeFoldRecord(path(), record);
    expect(await readFoldRecord(path(), 4)).toMatchObject(record);
  });

  test.each([
    ['of other pictures', { probabilities: [0, 1] }, 'it has 2 probabilities; expected 4'],
    ['whose best epoch is none', { bestEpoch: 3 }, 'its best epoch is 3 of 2'],
    [
      'with a probability above 1',
      { probabilities: [0, 1, 1.5, 0] },
      '✖ Too big: expected number to be <=1 → at probabilities[2]',
    ],
    [
      'with a probability that is no number',
      { probabilities: [0, 1, Number.NaN, 0] },
      '✖ Invalid input: expected number, received null → at probabilities[2]',
    ],
    [
      'in another format',
      { format: 2, bestEpoch: 0 },
      '✖ Invalid input: expected 1 → at format ✖ Too small: expected number to be >=1 → at bestEpoch',
    ],
  ])('%s is refused in one line that says what to do', async (_, change, why) => {
    await writeFoldRecord(path(), { ...record, ...change });
    await expect(readFoldRecord(path(), 4)).rejects.toMatchObject({
      ...{ name: 'FileError', code: 'FILE_IO' },
      message: `cannot read ${path()}: ${why}; delete it, and the fold is trained again`,
    });
  });

  test('is refused cut off anywhere, unless only its last line break is missing', async () => {
    await writeFoldRecord(path(), record);
    const text = readFileSync(path(), 'utf8');
    for (let length = 0; length < text.length - 1; length += 7) {
      writeFileSync(path(), text.slice(0, length));
      await expect(readFoldRecord(path(), 4)).rejects.toMatchObject({
        code: 'FILE_IO',
        message: expect.stringMatching(
          / JSON.*; delete it, and the fold is trained again$/,
        ) as string,
      });
    }
    writeFileSync(path(), text.trimEnd());
    expect(await readFoldRecord(path(), 4)).toMatchObject(record);
  });
});
