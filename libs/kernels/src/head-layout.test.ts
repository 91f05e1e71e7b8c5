import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layOutHead, type HeadLayout } from './head-layout.js';
import { checkHeadSpec, lossFields, type HeadSpec } from './head-spec.js';
import { adamFields, denseFields, normalizationFields } from './record.js';

const count = (max: number): fc.Arbitrary<number> => fc.integer({ min: 1, max });
const specs: fc.Arbitrary<HeadSpec> = fc
  .record({
    positions: count(9),
    channels: count(40),
    hidden: fc.array(fc.tuple(count(30), fc.constantFrom(0, 0.5)), { maxLength: 3 }),
    classes: fc.integer({ min: 2, max: 6 }),
    batchSize: count(9),
    normalizationEpsilon: fc.constantFrom(undefined, 1e-3),
  })
  .map(({ hidden, classes, ...sizes }) => ({
    ...sizes,
    units: [...hidden.map(([units]) => units), classes],
    dropout: hidden.map(([, rate]) => rate),
  }));

/** What a layout hands out whose size follows from the spec alone: `[start, end)`, in bytes. */
function pieces(layout: HeadLayout, spec: HeadSpec, threads: number): [number, number][] {
  const { batchSize, units } = spec;
  const sized = (start: number, bytes: number): [number, number] => [start, start + bytes];
  const slots = Math.ceil(batchSize / 4) * 4;
  return [
    sized(0, 64),
    sized(layout.control, layout.phases * 8),
    sized(layout.adam, adamFields.length * 4),
    sized(layout.loss.record, lossFields.length * 4),
    sized(layout.loss.fields.labels, batchSize * 4),
    sized(layout.loss.fields.classWeights, units.at(-1)! * 4),
    sized(layout.result, 12),
    sized(layout.probabilities, batchSize * units.at(-1)! * 4),
    sized(layout.normalization.record, normalizationFields.length * 4),
    sized(layout.normalization.fields.features, batchSize * spec.positions * spec.channels * 4),
    sized(layout.scratch, layout.scratchBytes * threads),
    ...layout.layers.flatMap(({ record, fields, strips }): [number, number][] => {
      const weights = strips.blocks * fields.units * strips.bytes;
      return [
        sized(record, denseFields.length * 4),
        sized(fields.weightStrips, weights),
        sized(fields.momentumStrips, weights),
        sized(fields.varianceStrips, weights),
        sized(fields.bias, fields.units * 4),
        sized(fields.biasMomentum, fields.units * 4),
        sized(fields.biasVariance, fields.units * 4),
        sized(fields.pictures, fields.units * slots * 4),
        sized(fields.sums, fields.units * slots * 4),
        sized(fields.deltas, fields.units * slots * 4),
        ...(fields.masks > 0 ? [sized(fields.masks, batchSize * fields.units)] : []),
      ];
    }),
  ];
}

describe('layOutHead', () => {
  it('gives every piece a place of its own on cache lines, within the memory', () => {
    fc.assert(
      fc.property(specs, count(4), (spec, threads) => {
        const layout = layOutHead(checkHeadSpec(spec, threads), threads);
        const sorted = pieces(layout, spec, threads).toSorted(([one], [other]) => one - other);
        for (const [at, [start]] of sorted.entries()) {
          expect(start % 64).toBe(0);
          if (at > 0) expect(start).toBeGreaterThanOrEqual(sorted[at - 1]![1]);
        }
        expect(Math.max(...sorted.map(([, end]) => end))).toBeLessThanOrEqual(layout.bytes);
      }),
    );
  });

  it('chains the layers: each reads what the one before it writes', () => {
    fc.assert(
      fc.property(specs, (spec) => {
        const { layers, normalization } = layOutHead(checkHeadSpec(spec, 1), 1);
        expect(layers.map(({ fields }) => fields.units)).toEqual(spec.units);
        let values = normalization.fields.scaledStrips;
        for (const { fields } of layers) {
          expect(fields.inputStrips).toBe(values);
          values = fields.outputStrips;
        }
        expect(layers.map(({ fields }) => fields.hidden)).toEqual([
          ...spec.dropout.map(() => 1),
          0,
        ]);
      }),
    );
  });

  it('keeps masks where a dropout is, and scales what it keeps by 1 / (1 − rate)', () => {
    const spec = { positions: 1, channels: 4, units: [8, 8, 2], dropout: [0.75, 0], batchSize: 2 };
    const { layers } = layOutHead(checkHeadSpec(spec, 1), 1);
    expect(layers.map(({ fields }) => fields.masks > 0)).toEqual([true, false, false]);
    expect(layers.map(({ fields }) => fields.keptScale)).toEqual([4, 1, 1]);
  });

  it('decays weights by twice the penalty, the gradient of λ·w²', () => {
    const spec = { positions: 1, channels: 4, units: [2], dropout: [], batchSize: 1 };
    const { layers } = layOutHead(checkHeadSpec({ ...spec, loss: { l2: 0.25 } }, 1), 1);
    expect(layers[0]?.fields.decay).toBe(0.5);
  });

  it('needs more for more threads by their scratch alone', () => {
    const spec = checkHeadSpec({ positions: 4, channels: 9, units: [3], dropout: [], batchSize: 2 }, 1); // prettier-ignore
    const [one, four] = [layOutHead(spec, 1), layOutHead(spec, 4)];
    expect(four.bytes - one.bytes).toBe(3 * one.scratchBytes);
    expect({ ...four, bytes: 0 }).toEqual({ ...one, bytes: 0 });
  });
});
