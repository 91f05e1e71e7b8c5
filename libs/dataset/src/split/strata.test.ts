import { createRandom } from '@gender/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ageBand } from '../age.js';
import type { LabelledImage } from '../labelled-image.js';
import { splitNames } from '../split-name.js';
import { foldSplit } from './fold-split.js';
import { splitImages } from './split-images.js';
import { DEFAULT_RATIOS, splitSizes } from './split-sizes.js';
import { groupBy, targetsOf } from './strata.js';

const collections = fc
  .array(
    fc.record({
      label: fc.constantFrom('Female', 'Male'),
      age: fc.option(fc.nat(99), { nil: undefined }),
    }),
    { minLength: 1, maxLength: 200 },
  )
  .map((items) => items.map((item, index) => ({ ...item, path: `${index}.jpg` })));

const stratumOf = (image: LabelledImage): string => `${image.label} ${ageBand(image) ?? 'unknown'}`;

describe('the sizes of age bands', () => {
  const ratios = fc.constantFrom(DEFAULT_RATIOS, { train: 0.45, validation: 0.05, test: 0.3 });

  it('add up to those of their class, and differ from their shares by less than two pictures', () => {
    fc.assert(
      fc.property(collections, ratios, fc.constantFrom(1, 0.1), (images, shares, fraction) => {
        const targets = [...targetsOf(images, 'age', shares, fraction)];
        const strata = groupBy(images, stratumOf);
        expect(new Set(targets.map(([stratum]) => stratum))).toEqual(new Set(strata.keys()));
        for (const [label, members] of groupBy(images, (image) => image.label)) {
          const sizes = splitSizes(members.length, shares, fraction);
          const bands = targets.filter(([stratum]) => stratum.startsWith(label));
          for (const name of splitNames) {
            const sum = bands.reduce((total, [, band]) => total + band[name], 0);
            expect(sum).toBe(sizes[name]);
            for (const [stratum, band] of bands) {
              const share = (strata.get(stratum)!.length * sizes[name]) / members.length;
              expect(band[name]).toBeGreaterThanOrEqual(0);
              expect(Math.abs(band[name] - share)).toBeLessThan(2);
            }
          }
        }
      }),
    );
  });
});

/** Two pictures of each of 300 persons, whose ages have little to do with their class. */
const images = Array.from({ length: 600 }, (_, index): LabelledImage => {
  const person = Math.floor(index / 2);
  const random = createRandom(person);
  const label = random.next() < 0.4 ? 'Female' : 'Male';
  return {
    path: `${index}`,
    label,
    person: `p${person}`,
    age: Math.floor(20 + random.next() * 40),
  };
});

/** By how many pictures the test split misses a fifth of a stratum at most. */
function missed(test: readonly LabelledImage[], key: (image: LabelledImage) => string): number {
  const found = groupBy(test, key);
  const misses = [...groupBy(images, key)].map(([name, members]) =>
    Math.abs((found.get(name) ?? []).length - members.length / 5),
  );
  return Math.max(...misses);
}

describe.each(['persons', 'original'] as const)('a split by %s', (method) => {
  it('has the same share of each class, of each age band, or of all, as it is asked for', () => {
    const testOf = (stratify: 'class' | 'age' | 'none') =>
      splitImages(images, { seed: 4, method, stratify }).test;
    expect(missed(testOf('age'), stratumOf)).toBeLessThan(3);
    expect(missed(testOf('class'), stratumOf)).toBeGreaterThan(3);
    expect(missed(testOf('class'), ({ label }) => label)).toBeLessThan(2);
    expect(missed(testOf('none'), ({ label }) => label)).toBeGreaterThan(2);
    expect(missed(testOf('none'), () => 'all')).toBeLessThan(2);
  });
});

it('ages that nobody knows are no strata', () => {
  const unknown = images.map(({ age: _, ...image }) => image);
  expect(() => splitImages(unknown, { seed: 0, stratify: 'age' })).toThrow(
    expect.objectContaining({ code: 'DATASET_OPTIONS' }),
  );
});

it('folds are of the same shares, keep persons together, and leave the split as it is', () => {
  const split = splitImages(images, { seed: 4 });
  const folded = foldSplit(split, { folds: 5, seed: 4, stratify: 'age' });
  for (const name of splitNames) {
    expect(folded[name].map(({ fold: _, ...image }) => image)).toEqual(split[name]);
  }
  const all = splitNames.flatMap((name) => folded[name]);
  const folds = groupBy(all, ({ fold }) => fold ?? 'none');
  expect([...folds.keys()]).toEqual(['1', '2', '3', '4', '5']);
  for (const members of folds.values()) expect(missed(members, stratumOf)).toBeLessThan(3);
  for (const members of groupBy(all, ({ person }) => person ?? 'nobody').values()) {
    expect(new Set(members.map(({ fold }) => fold)).size).toBe(1);
  }
});
