import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { crc32c } from './crc32c.js';
import { bytesUpTo, encodeFileVersion, encodeSummary } from './event.js';

/** What `tools/oracle/tensorboard_events.py` has TensorBoard write. */
const { bytes } = JSON.parse(
  readFileSync(new URL('../test/fixtures/events.json', import.meta.url), 'utf8'),
) as { bytes: string };
const written = new Uint8Array(Buffer.from(bytes, 'base64'));

const histogram = {
  ...{ min: -1.5, max: 3, count: 4, sum: 2.5, sumOfSquares: 12.25 },
  ...{ limits: [-1, 0, 2, 4], counts: [1, 0, 2, 1] },
};

const records = [
  encodeFileVersion(1700000000.25),
  ...[1, 2, 300].map((step) =>
    encodeSummary({
      ...{ step, wallTime: 1700000000.5 + step },
      scalars: { 'loss/train': 0.1 * step, Größe: -step },
      histograms: { 'fc1/kernel': histogram },
    }),
  ),
];
const file = new Uint8Array(Buffer.concat(records));
const ends = records.map((_, index) =>
  records.slice(0, index + 1).reduce((sum, { length }) => sum + length, 0),
);

test('the checksum is that of RFC 3720, appendix B.4', () => {
  expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
  expect(crc32c(new Uint8Array(32).fill(0xff))).toBe(0x62a8ab43);
  expect(crc32c(Uint8Array.from({ length: 32 }, (_, index) => index))).toBe(0x46dd794e);
  expect(crc32c(new TextEncoder().encode('123456789'))).toBe(0xe3069283);
});

test("an event file has the bytes of TensorBoard's own writer", () => {
  expect(Buffer.from(file).toString('hex')).toBe(Buffer.from(written).toString('hex'));
});

test('whole records up to a step are kept, and nothing from a damaged one on', () => {
  expect([0, 1, 2, 299, 300, 9999].map((step) => bytesUpTo(file, step))).toEqual([
    ...[ends[0], ends[1], ends[2], ends[2], ends[3], ends[3]],
  ]);
  expect(bytesUpTo(new Uint8Array(), 5)).toBe(0);
  for (const [index, end] of ends.entries()) {
    expect(bytesUpTo(file.subarray(0, end - 1), 9999)).toBe(ends[index - 1] ?? 0);
    const damaged = file.slice();
    damaged[end - 7]! ^= 1;
    expect(bytesUpTo(damaged, 9999)).toBe(ends[index - 1] ?? 0);
  }
});
