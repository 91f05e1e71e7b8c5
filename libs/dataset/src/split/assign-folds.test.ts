import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createRandom, zip } from '@gender/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { assignFolds, type FoldImage } from './assign-folds.js';
import { groupTogether } from './groups.js';

const labels = ['Female', 'Male'] as const;

/** Pictures of persons of one class each, enough for seven folds; some are copies of others. */
const collections = fc
  .array(fc.tuple(fc.nat(60), fc.option(fc.nat(30), { nil: undefined })), {
    minLength: 1,
    maxLength: 150,
  })
  .map((items) => [
    ...items.map(([person, copyOf], index) => ({
      path: `${index}.jpg`,
      label: labels[person % 2]!,
      person: `p${person}`,
      copyOf: copyOf === undefined ? undefined : `c${person % 2} ${copyOf}`,
    })),
    ...labels.flatMap((label) =>
      Array.from({ length: 7 }, (_, index): FoldImage => ({ path: `${label}${index}`, label })),
    ),
  ]);

const options = fc.record({ folds: fc.integer({ min: 2, max: 7 }), seed: fc.nat() });

function inFolds(images: readonly FoldImage[], assigned: readonly number[], folds: number) {
  return Array.from({ length: folds }, (_, fold) =>
    zip(images, assigned).flatMap(([image, its]) => (its === fold ? [image] : [])),
  );
}

function countOf(images: readonly FoldImage[], label: string): number {
  return images.filter((image) => image.label === label).length;
}

test('every picture is in one fold, and no person and no copy in two', () => {
  fc.assert(
    fc.property(collections, options, (images, { folds, seed }) => {
      const assigned = assignFolds(images, { folds, seed });
      expect(inFolds(images, assigned, folds).flat()).toHaveLength(images.length);
      for (const members of groupTogether(images)) {
        expect(new Set(members.map((index) => assigned[index])).size).toBe(1);
      }
    }),
  );
});

test('two folds differ in a class by its largest group at most', () => {
  fc.assert(
    fc.property(collections, options, (images, { folds, seed }) => {
      const parts = inFolds(images, assignFolds(images, { folds, seed }), folds);
      for (const label of labels) {
        const groups = groupTogether(images).filter(([first]) => images[first!]!.label === label);
        const largest = Math.max(...groups.map(({ length }) => length));
        const counts = parts.map((part) => countOf(part, label));
        expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(largest);
      }
    }),
  );
});

test('the order of the pictures decides nothing, the seed does', () => {
  fc.assert(
    fc.property(collections, options, fc.nat(), (images, chosen, order) => {
      const byPath = (items: readonly FoldImage[], seed: number) => {
        const assigned = assignFolds(items, { ...chosen, seed });
        return new Map(zip(items, assigned).map(([{ path }, fold]) => [path, fold]));
      };
      const shuffled = createRandom(order).shuffle(images);
      expect(byPath(shuffled, chosen.seed)).toEqual(byPath(images, chosen.seed));
    }),
  );
  const singles = Array.from({ length: 40 }, (_, index) => ({ path: `${index}`, label: 'a' }));
  const [one, other] = [1, 2].map((seed) => assignFolds(singles, { folds: 4, seed }));
  expect(one).not.toEqual(other);
});

test('strata finer than classes are spread evenly too', () => {
  const images = Array.from({ length: 60 }, (_, index) => ({
    path: `${index}`,
    label: labels[index % 2]!,
    band: `${index % 3}`,
  }));
  const stratum = ({ label, band }: (typeof images)[number]) => `${label} ${band}`;
  const assigned = assignFolds(images, { folds: 5, seed: 3, stratum });
  for (const part of inFolds(images, assigned, 5) as (typeof images)[]) {
    expect(new Map(part.map((image) => [stratum(image), 0])).size).toBe(6);
    expect(part).toHaveLength(12);
  }
});

test.each([
  [1, 'DATASET_OPTIONS'],
  [2.5, 'DATASET_OPTIONS'],
  [3, 'DATASET_TOO_SMALL'],
])('%s folds of a class with two persons are refused', (folds, code) => {
  const images = [0, 0, 0, 1].map((person, index) => ({
    ...{ path: `${index}`, label: 'Female', person: `${person}` },
  }));
  expect(() => assignFolds(images, { folds, seed: 0 })).toThrow(expect.objectContaining({ code }));
  expect(new Set(assignFolds(images, { folds: 2, seed: 0 })).size).toBe(2);
});

interface Judged {
  folds: number;
  labels: number[];
  groups: number[];
  /** Pictures of each class in each fold, by scikit-learn. */
  counts: number[][];
}

test("folds differ in no class by more than one picture more than scikit-learn's StratifiedGroupKFold", () => {
  const path = fileURLToPath(new URL('../../test/fixtures/group_folds.json', import.meta.url));
  const { cases } = JSON.parse(readFileSync(path, 'utf8')) as { cases: Judged[] };
  for (const { folds, counts, ...judged } of cases) {
    const images = zip(judged.labels, judged.groups).map(([label, person], index) => ({
      ...{ path: `${index}`, label: `${label}`, person: `${person}` },
    }));
    const parts = inFolds(images, assignFolds(images, { folds, seed: 0 }), folds);
    const ours = parts.map((part) => counts[0]!.map((_, label) => countOf(part, `${label}`)));
    for (const [label] of counts[0]!.entries()) {
      const spread = (of: number[][]) => {
        const column = of.map((row) => row[label]!);
        return Math.max(...column) - Math.min(...column);
      };
      expect(spread(ours)).toBeLessThanOrEqual(spread(counts) + 1);
    }
  }
});
