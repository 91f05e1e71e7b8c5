import { describe, expect, it } from 'vitest';
import { adamFields, denseFields, normalizationFields, writeRecord } from './record.js';
import { lossFields } from './head-spec.js';

describe('writeRecord', () => {
  it('writes sizes and addresses as unsigned integers, little-endian, in order', () => {
    const buffer = new ArrayBuffer(16);
    writeRecord(buffer, 4, ['units', 'blocks'], { units: 0xfffffffe, blocks: 258 });
    expect([...new Uint8Array(buffer)]).toEqual([
      ...[0, 0, 0, 0],
      ...[0xfe, 0xff, 0xff, 0xff],
      ...[2, 1, 0, 0],
      ...[0, 0, 0, 0],
    ]);
  });

  it('writes numbers of the arithmetic as floats', () => {
    const buffer = new ArrayBuffer(16);
    const values = { stepSize: 0.001, share1: 0.1, share2: 0.5, epsilon: 1e-7 };
    writeRecord(buffer, 0, adamFields, values);
    expect([...new Float32Array(buffer)]).toEqual(Object.values(values).map(Math.fround));
  });

  it('does not write past its end', () => {
    expect(() => {
      writeRecord(new ArrayBuffer(8), 4, ['units', 'blocks'], { units: 1, blocks: 1 });
    }).toThrow(RangeError);
  });

  it.each([
    ['denseFields', denseFields],
    ['normalizationFields', normalizationFields],
    ['adamFields', adamFields],
    ['lossFields', lossFields],
  ])('%s names each field once', (_, fields) => {
    expect(new Set(fields).size).toBe(fields.length);
  });
});
