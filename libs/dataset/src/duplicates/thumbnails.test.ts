import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { expect, it, vi } from 'vitest';
import { THUMBNAIL_SIDE } from './thumbnail.js';
import { Thumbnails } from './thumbnails.js';

const SIZE = THUMBNAIL_SIDE ** 2;

function thumbnail(number: number): Uint8Array {
  return Uint8Array.from({ length: SIZE }, (_, at) => (at * 31 + number * 7) % 251);
}

it('thumbnails are read as they were, in any order, from memory or from the file', () => {
  using thumbnails = new Thumbnails(3);
  const room = new Uint8Array(SIZE);
  for (let number = 0; number < 9; number += 1) {
    expect(thumbnails.add(thumbnail(number))).toBe(number);
    for (let before = number; before >= 0; before -= 2) {
      expect([...thumbnails.read(before, room)]).toEqual([...thumbnail(before)]);
    }
  }
});

it('the file has no name, so that nothing of it stays after a kill', () => {
  const before = readdirSync(tmpdir()).filter((name) => name.includes('thumbnails'));
  using thumbnails = new Thumbnails(0);
  thumbnails.add(thumbnail(1));
  expect(readdirSync(tmpdir()).filter((name) => name.includes('thumbnails'))).toEqual(before);
});

it('a temporary folder that is not there is named', () => {
  vi.stubEnv('TMPDIR', '/nowhere');
  vi.stubEnv('TEMP', '/nowhere');
  try {
    using thumbnails = new Thumbnails(0);
    expect(() => thumbnails.add(thumbnail(1))).toThrow(/cannot make .*nowhere.*does not exist/);
  } finally {
    vi.unstubAllEnvs();
  }
});
