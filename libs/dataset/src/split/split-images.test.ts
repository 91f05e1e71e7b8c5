import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LabelledImage } from '../labelled-image.js';
import { splitNames } from '../split-name.js';
import { DatasetError } from '../dataset-error.js';
import { splitImages, type SplitOptions } from './split-images.js';
import type { Split } from './split.js';
import { defaultFraction, splitSizes } from './split-sizes.js';

const ratios = { train: 0.6, validation: 0.2, test: 0.2 };

/** Pictures of two or three classes, some of known persons; now and then a person has two labels. */
const collections = fc
  .array(
    fc.record({
      label: fc.constantFrom('Female', 'Male', 'Other'),
      person: fc.option(fc.integer({ min: 0, max: 60 }), { nil: undefined, freq: 3 }),
    }),
    { minLength: 60, maxLength: 400 },
  )
  .map((items) =>
    items.map(({ label, person }, index): LabelledImage => {
      const name = person === undefined ? undefined : `${person}${person % 9 === 0 ? '' : label}`;
      return { path: `${index}.jpg`, label, person: name, tree: index % 4 ? 'aligned' : 'valid' };
    }),
  );
const seeds = fc.integer({ min: 0, max: 2 ** 31 });

/** A split, or undefined where the collection is too small for it. */
function trySplit(images: readonly LabelledImage[], options: SplitOptions): Split | undefined {
  try {
    return splitImages(images, options);
  } catch (error) {
    expect(error).toBeInstanceOf(DatasetError);
    return undefined;
  }
}

const all = (split: Split): LabelledImage[] => splitNames.flatMap((name) => split[name]);
const ofClass = (images: readonly LabelledImage[], label: string): number =>
  images.filter((image) => image.label === label).length;
const personsOf = (images: readonly LabelledImage[]): Set<string> =>
  new Set(images.flatMap(({ person }) => person ?? []));

describe.each(['persons', 'original', 'trees'] as const)('a split by %s', (method) => {
  it('holds no picture twice and none from elsewhere', () => {
    fc.assert(
      fc.property(collections, seeds, (images, seed) => {
        const split = trySplit(images, { seed, method });
        fc.pre(split !== undefined);
        const paths = all(split).map(({ path }) => path);
        expect(new Set(paths).size).toBe(paths.length);
        expect(images).toEqual(expect.arrayContaining(all(split)));
      }),
      { numRuns: 30 },
    );
  });

  it('has every class in every split', () => {
    fc.assert(
      fc.property(collections, seeds, (images, seed) => {
        const split = trySplit(images, { seed, method });
        fc.pre(split !== undefined);
        for (const { label } of images) {
          for (const name of splitNames) expect(ofClass(split[name], label)).toBeGreaterThan(0);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('is the same for the same seed and another for another', () => {
    const images = Array.from({ length: 200 }, (_, index): LabelledImage => ({
      path: `${index}.jpg`,
      label: index % 2 ? 'Female' : 'Male',
      person: index % 3 ? `p${Math.floor(index / 6)}` : undefined,
      tree: index % 5 ? 'aligned' : 'valid',
    }));
    const split = (seed: number): Split => splitImages(images, { seed, method });
    expect(split(5)).toEqual(split(5));
    expect(split(5)).not.toEqual(split(6));
  });
});

describe('a split by persons', () => {
  it('keeps every known person on one side', () => {
    fc.assert(
      fc.property(collections, seeds, fc.constantFrom(1, 0.5), (images, seed, fraction) => {
        const split = trySplit(images, { seed, fraction });
        fc.pre(split !== undefined);
        const sides = splitNames.map((name) => personsOf(split[name]));
        const together = sides.reduce((sum, side) => sum + side.size, 0);
        expect(personsOf(all(split)).size).toBe(together);
      }),
    );
  });

  it('misses no size by more than half the pictures of a person, two thirds where none is left over', () => {
    const group = fc.record({
      label: fc.constantFrom('Female', 'Male'),
      size: fc.integer({ min: 1, max: 6 }),
    });
    const people = fc.array(group, { minLength: 40, maxLength: 120 });
    fc.assert(
      fc.property(people, seeds, fc.constantFrom(1, 0.5), (groups, seed, fraction) => {
        const images = groups.flatMap(({ label, size }, person) =>
          Array.from({ length: size }, (_, n) => ({
            path: `${person}_${n}`,
            label,
            person: `${person}`,
          })),
        );
        const split = trySplit(images, { seed, fraction });
        fc.pre(split !== undefined);
        if (fraction === 1) expect(all(split)).toHaveLength(images.length);
        for (const label of ['Female', 'Male']) {
          const sizes = splitSizes(ofClass(images, label), ratios, fraction);
          for (const name of splitNames) {
            const miss = Math.abs(ofClass(split[name], label) - sizes[name]);
            expect(miss).toBeLessThanOrEqual(fraction === 1 ? 4 : 3);
          }
        }
      }),
    );
  });

  it('hits the sizes exactly where nobody is known', () => {
    fc.assert(
      fc.property(fc.integer({ min: 5, max: 300 }), seeds, (count, seed) => {
        const images = ['a', 'b'].flatMap((label) =>
          Array.from({ length: count }, (_, n) => ({ path: `${label}${n}`, label })),
        );
        const split = splitImages(images, { seed });
        const sizes = splitSizes(count, ratios, 1);
        for (const name of splitNames) {
          expect([ofClass(split[name], 'a'), ofClass(split[name], 'b')]).toEqual([
            sizes[name],
            sizes[name],
          ]);
        }
      }),
    );
  });
});

describe('the original split', () => {
  it('cuts each class at 0.6, 0.8 and 1 of its pictures and ignores persons', () => {
    const images = ['Female', 'Male'].flatMap((label) =>
      Array.from({ length: 104 }, (_, n) => ({ path: `${label}${n}`, label, person: 'one' })),
    );
    const split = splitImages(images, { seed: 1, method: 'original' });
    for (const label of ['Female', 'Male']) {
      expect(splitNames.map((name) => ofClass(split[name], label))).toEqual([62, 21, 21]);
    }
  });
});

describe('the split by trees', () => {
  const images = ['aligned', 'valid'].flatMap((tree) =>
    ['Female', 'Male'].flatMap((label) =>
      Array.from(
        { length: 40 },
        (_, n) => ({ path: `${tree}${label}${n}`, label, tree }) as LabelledImage,
      ),
    ),
  );

  it('trains and validates on aligned 3:1 and tests on all of valid', () => {
    const split = splitImages(images, { seed: 1, method: 'trees' });
    const inTree = (name: 'train' | 'validation' | 'test'): unknown =>
      [...new Set(split[name].map(({ tree }) => tree))].concat();
    expect([inTree('train'), inTree('validation'), inTree('test')]).toEqual([
      ['aligned'],
      ['aligned'],
      ['valid'],
    ]);
    expect(splitNames.map((name) => split[name].length)).toEqual([60, 20, 80]);
  });

  it('says which tree is missing', () => {
    const aligned = images.filter(({ tree }) => tree === 'aligned');
    expect(() => splitImages(aligned, { seed: 1, method: 'trees' })).toThrow('valid has none');
  });
});

describe('a class that is too small', () => {
  it.each(['persons', 'original'] as const)('is a typed error that names it: %s', (method) => {
    const images = Array.from({ length: 104 }, (_, n) => ({
      path: `${n}`,
      label: n < 2 ? 'rare' : 'common',
    }));
    const run = (): Split => splitImages(images, { seed: 0, method });
    expect(run).toThrow(expect.objectContaining({ code: 'DATASET_TOO_SMALL' }));
    expect(run).toThrow('no picture of rare is left for validation: the class has 2');
  });
});

describe('sizes', () => {
  it.each([
    [16_552, 1, [9931, 3310, 3311]],
    // The published download: 6 624 and 662 test pictures.
    [16_064, 1, [9638, 3213, 3213]],
    [17_054, 1, [10_232, 3411, 3411]],
    [16_064, 0.1, [963, 322, 321]],
    [17_054, 0.1, [1023, 341, 341]],
    [16_552, 0.1, [993, 331, 331]],
    [100, 0.1, [6, 2, 2]],
    [50, 0.1, [3, 1, 1]],
  ])('of %i pictures with fraction %f are %j', (count, fraction, sizes) => {
    expect(Object.values(splitSizes(count, ratios, fraction))).toEqual(sizes);
  });

  it('leave no picture over, whatever the shares that make 1', () => {
    const shares = fc.integer({ min: 1, max: 98 }).chain((train) =>
      fc.integer({ min: 1, max: 99 - train }).map((validation) => ({
        train: train / 100,
        validation: validation / 100,
        test: (100 - train - validation) / 100,
      })),
    );
    fc.assert(
      fc.property(fc.nat(100_000), shares, (count, of) => {
        const sizes = Object.values(splitSizes(count, of, 1));
        expect(sizes.reduce((sum, size) => sum + size)).toBe(count);
      }),
    );
  });

  it('use a tenth for names that end in _Small', () => {
    expect([defaultFraction('GenderDataset_Small'), defaultFraction('GenderDataset')]).toEqual([
      0.1, 1,
    ]);
  });

  it.each([
    { fraction: 0 },
    { fraction: 1.5 },
    { fraction: Number.NaN },
    { ratios: { train: 0.8, validation: 0.2, test: 0.2 } },
    { ratios: { train: 1, validation: 0, test: 0 } },
  ])('refuse %j', (options) => {
    const run = (): Split => splitImages([], { seed: 0, ...options });
    expect(run).toThrow(expect.objectContaining({ code: 'DATASET_OPTIONS' }));
  });
});
