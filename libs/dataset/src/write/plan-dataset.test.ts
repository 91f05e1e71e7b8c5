import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LabelledImage } from '../labelled-image.js';
import { splitNames } from '../split-name.js';
import { labelsOf, planDataset } from './plan-dataset.js';

const labels = ['Female', 'Male', 'Zoë', 'a'];
const images = fc.array(
  fc.record({
    label: fc.constantFrom(...labels),
    age: fc.option(fc.nat(120), { nil: undefined }),
    ending: fc.constantFrom('.jpg', '.png'),
  }),
  { maxLength: 12 },
);
const splits = fc
  .record({ train: images, validation: images, test: images })
  .map(({ train, validation, test }) => {
    const numbered = (name: string, items: Omit<LabelledImage, 'path'>[]): LabelledImage[] =>
      items.map((item, index) => ({ ...item, path: `/collection/in/${name}${index}.x` }));
    return {
      train: numbered('t', train),
      validation: numbered('v', validation),
      test: numbered('e', test),
    };
  });

describe('planDataset', () => {
  it('gives every picture a place of its own, in the folder of its split and class', () => {
    fc.assert(
      fc.property(splits, (split) => {
        const plan = planDataset(split, '/collection');
        const all = splitNames.flatMap((name) => split[name]);
        expect(new Set(plan.map(({ image }) => image))).toEqual(new Set(all));
        expect(new Set(plan.map(({ file }) => file)).size).toBe(all.length);
        for (const { image, file, source } of plan) {
          const name = splitNames.find((each) => split[each].includes(image))!;
          expect(file.startsWith(`${name}/${image.label}/`)).toBe(true);
          expect(file.endsWith(image.ending!)).toBe(true);
          expect(`/collection/${source}`).toBe(image.path);
        }
      }),
    );
  });

  it('numbers the pictures of a class in a split from 1, in their order', () => {
    fc.assert(
      fc.property(splits, (split) => {
        const plan = planDataset(split, '/collection');
        for (const name of splitNames) {
          for (const label of labels) {
            const inFolder = plan.filter(({ file }) => file.startsWith(`${name}/${label}/`));
            const numbers = inFolder.map(({ file }) => Number(/\/(\d+)[^/]*$/.exec(file)?.[1]));
            expect(numbers).toEqual(numbers.map((_, index) => index + 1));
            const ordered = split[name].filter((image) => image.label === label);
            expect(inFolder.map(({ image }) => image)).toEqual(ordered);
          }
        }
      }),
    );
  });

  it('writes ages in two digits at least, and nothing where none is known', () => {
    const of = (age?: number): LabelledImage => ({
      path: '/r/x.jpg',
      label: 'a',
      ending: '.jpg',
      age,
    });
    const split = { train: [of(7), of(31), of(101), of()], validation: [], test: [] };
    expect(planDataset(split, '/r').map(({ file }) => file)).toEqual([
      'train/a/1_Age07.jpg',
      'train/a/2_Age31.jpg',
      'train/a/3_Age101.jpg',
      'train/a/4.jpg',
    ]);
  });

  it('throws on a picture that nobody has looked at, whose format is unknown', () => {
    const split = { train: [{ path: '/r/x', label: 'a' }], validation: [], test: [] };
    expect(() => planDataset(split, '/r')).toThrow('the ending of /r/x');
  });
});

describe('labelsOf', () => {
  it('names each class once, as Python sorts', () => {
    // Capital letters before small ones, and those before letters with accents.
    const unordered = ['a', 'Zoë', 'Male', 'b', 'Male', 'Älg', 'a'];
    expect(labelsOf(unordered.map((label) => ({ path: '', label })))).toEqual([
      ...['Male', 'Zoë', 'a', 'b', 'Älg'],
    ]);
  });
});
