import { readFileSync, writeFileSync } from 'node:fs';
import { temporaryFolder } from '@gender/testing';
import { describe, expect, it } from 'vitest';
import { writeHistory } from './history.js';

const inFolder = temporaryFolder();
const epochs = [
  { epoch: 1, loss: 0.75, accuracy: 0.5, valLoss: 0.5, valAccuracy: 0.625, seconds: 1.5 },
  { epoch: 2, loss: 0.25, accuracy: 1, valLoss: 0.375, valAccuracy: 0.875, seconds: 1.25 },
];

describe('writeHistory', () => {
  it('writes a row for each epoch as CSV, and all of it as JSON', async () => {
    await writeHistory(inFolder('Small_History'), epochs, 2);
    expect(readFileSync(inFolder('Small_History.csv'), 'utf8')).toBe(
      'epoch,loss,accuracy,valLoss,valAccuracy,seconds\n1,0.75,0.5,0.5,0.625,1.5\n2,0.25,1,0.375,0.875,1.25\n',
    );
    const text = readFileSync(inFolder('Small_History.json'), 'utf8');
    expect(JSON.parse(text)).toEqual({ bestEpoch: 2, epochs });
  });

  it('says where it cannot write', async () => {
    writeFileSync(inFolder('file'), '');
    await expect(writeHistory(inFolder('file', 'History'), epochs, 2)).rejects.toMatchObject({
      name: 'FileError',
    });
  });
});
