import { createRandom } from '@gender/core';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { LabelledImage } from '../labelled-image.js';
import { splitNames } from '../split-name.js';
import { assignPersons } from './assign-persons.js';
import { splitSizes } from './split-sizes.js';

const ratios = { train: 0.6, validation: 0.2, test: 0.2 };

/** Pictures of which some are of known persons and some copies, also of pictures of other persons. */
const collections = fc.array(
  fc.record({
    label: fc.constantFrom('Female', 'Male'),
    person: fc.option(fc.nat(40), { nil: undefined }),
    copyOf: fc.option(fc.nat(40), { nil: undefined }),
  }),
  { minLength: 1, maxLength: 150 },
);
type Item = { label: string; person: number | undefined; copyOf: number | undefined };

function assign(items: readonly Item[], fraction: number, seed: number) {
  const images = items.map(({ label, person, copyOf }, index): LabelledImage => ({
    path: `${index}.jpg`,
    label,
    person: person === undefined ? undefined : `p${person}`,
    copyOf: copyOf === undefined ? undefined : `c${copyOf}`,
  }));
  const labels = [...new Set(images.map(({ label }) => label))];
  const targets = new Map(
    labels.map((name) => {
      const count = images.filter(({ label }) => label === name).length;
      return [name, splitSizes(count, ratios, fraction)] as const;
    }),
  );
  return { images, split: assignPersons(images, targets, createRandom(seed)) };
}

it('no person and no copy is on two sides', () => {
  fc.assert(
    fc.property(collections, fc.constantFrom(1, 0.3), fc.nat(), (items, fraction, seed) => {
      const { split } = assign(items, fraction, seed);
      for (const key of ['person', 'copyOf'] as const) {
        const sides = new Map<string, string>();
        for (const name of splitNames) {
          for (const { [key]: value } of split[name]) {
            if (value === undefined) continue;
            expect(sides.get(value) ?? name).toBe(name);
            sides.set(value, name);
          }
        }
      }
    }),
  );
});

it('every picture is on one side where all are wanted, and a group is in whole or not at all else', () => {
  fc.assert(
    fc.property(collections, fc.constantFrom(1, 0.3), fc.nat(), (items, fraction, seed) => {
      const { images, split } = assign(items, fraction, seed);
      const taken = splitNames.flatMap((name) => split[name].map(({ path }) => path));
      expect(new Set(taken).size).toBe(taken.length);
      if (fraction === 1) expect(taken.sort()).toEqual(images.map(({ path }) => path).sort());
      for (const image of images) {
        const mates = images.filter(
          ({ person, copyOf }) =>
            (person !== undefined && person === image.person) ||
            (copyOf !== undefined && copyOf === image.copyOf),
        );
        const inside = mates.filter(({ path }) => taken.includes(path)).length;
        expect([0, mates.length]).toContain(inside);
      }
    }),
  );
});

it('persons who share copies are one group, though no single picture names them all', () => {
  const chain = Array.from({ length: 6 }, (_, index) => ({
    label: 'Female',
    person: Math.floor(index / 2),
    copyOf: 10 + Math.floor((index + 1) / 2),
  }));
  const { split } = assign(chain, 1, 5);
  expect(splitNames.map((name) => split[name].length).sort()).toEqual([0, 0, 6]);
});
