import { expect, it } from 'vitest';
import { Candidates } from './candidates.js';

it('each picture is there once, with its nearest crop; the nearest picture first', () => {
  const candidates = new Candidates(10);
  candidates.offer(7, 1, 5);
  candidates.offer(3, 2, 5);
  candidates.offer(9, 3, 11);
  candidates.offer(9, 4, 2);
  candidates.offer(9, 5, 2);
  candidates.offer(7, 6, 6);
  expect([...candidates.take()]).toEqual([
    { picture: 9, crop: 4 },
    { picture: 3, crop: 2 },
    { picture: 7, crop: 1 },
  ]);
});

it('what was taken, in whole or in part, is not there for the next picture', () => {
  const candidates = new Candidates(4);
  candidates.offer(1, 0, 3);
  candidates.offer(2, 0, 4);
  for (const { picture } of candidates.take()) {
    expect(picture).toBe(1);
    break;
  }
  candidates.offer(2, 7, 9);
  expect([...candidates.take()]).toEqual([{ picture: 2, crop: 7 }]);
});
