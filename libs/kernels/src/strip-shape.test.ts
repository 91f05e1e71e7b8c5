import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rowStart, singleStrip, stripShape } from './strip-shape.js';

const sizes = {
  positions: fc.integer({ min: 1, max: 60 }),
  channels: fc.integer({ min: 1, max: 90 }),
};

describe('stripShape', () => {
  it('is what VGG-Face needs: 128 blocks of strips of 49 vectors', () => {
    const shape = stripShape(49, 512);
    expect(shape).toMatchObject({ groups: 1, blocks: 128, vectors: 49, bytes: 784 });
  });

  it('joins groups of channels where positions are few, and no more than there are', () => {
    expect(stripShape(1, 1024)).toMatchObject({ groups: 16, blocks: 16, bytes: 256 });
    expect(stripShape(1, 5)).toMatchObject({ groups: 2, blocks: 1, bytes: 32 });
    expect(singleStrip(3)).toMatchObject({ groups: 1, blocks: 1, bytes: 16 });
  });

  it('has room for every input, and less than one block to spare', () => {
    fc.assert(
      fc.property(fc.record(sizes), ({ positions, channels }) => {
        const { blocks, groups, bytes } = stripShape(positions, channels);
        const room = blocks * groups * 4;
        expect(room).toBeGreaterThanOrEqual(channels);
        expect(room - channels).toBeLessThan(groups * 4);
        expect(bytes % 16).toBe(0);
      }),
    );
  });
});

describe('rowStart', () => {
  it('gives every weight of every unit a place of its own, within the layer', () => {
    const units = fc.integer({ min: 1, max: 9 });
    fc.assert(
      fc.property(fc.record({ ...sizes, units }), ({ positions, channels, units }) => {
        const shape = stripShape(positions, channels);
        const places = new Set<number>();
        for (let input = 0; input < positions * channels; input += 1) {
          for (let unit = 0; unit < units; unit += 1) {
            places.add(rowStart(shape, units, input) + unit * shape.vectors * 4);
          }
        }
        expect(places.size).toBe(positions * channels * units);
        expect(Math.max(...places)).toBeLessThan((shape.blocks * units * shape.bytes) / 4);
        expect(Math.min(...places)).toBe(0);
      }),
      { numRuns: 30 },
    );
  });
});
