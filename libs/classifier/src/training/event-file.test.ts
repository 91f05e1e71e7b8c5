import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { bytesUpTo, encodeSummary } from '@gender/tensorboard';
import { temporaryFolder } from '@gender/testing';
import { expect, it } from 'vitest';
import { smallTraining } from '../../test/small-training.js';
import { fitHead, fitHeadUntil } from './fit-head.js';

const inFolder = temporaryFolder();
const events = (): string => inFolder('run', 'events.out.tfevents.x');

it('holds a step for each epoch, and those of a training that goes on once', async () => {
  const options = { ...smallTraining(inFolder('weights.h5')), events: events() };
  await fitHeadUntil(options, 2);
  const two = readFileSync(events());
  expect(bytesUpTo(two, 2)).toBe(two.length);
  expect(bytesUpTo(two, 1)).toBeLessThan(two.length);
  for (const tag of ['loss/train', 'accuracy/validation', 'fc1/kernel', 'fc3/bias']) {
    expect(two.includes(tag)).toBe(true);
  }

  // As if the third epoch had been written, and the process killed before its checkpoint was.
  const lost = encodeSummary({ step: 3, wallTime: 0, scalars: { lost: 1 } });
  writeFileSync(events(), Buffer.concat([two, lost, Buffer.from('cut')]));
  await fitHead(options);
  const three = readFileSync(events());
  expect(bytesUpTo(three, 3)).toBe(three.length);
  expect(three.subarray(0, two.length)).toEqual(two);
  expect(three.includes('lost')).toBe(false);
  expect(bytesUpTo(three, 2)).toBe(two.length);
});

it('makes no file where none is asked for', async () => {
  await fitHeadUntil(smallTraining(inFolder('other.h5')), 1);
  expect(() => statSync(events())).toThrow('ENOENT');
});
