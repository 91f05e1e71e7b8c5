import { silentLogger } from '@gender/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NO_FACE } from './classify-files.js';
import {
  applyOperatingPoint,
  callAtPoint,
  checkApart,
  chooseOperatingPoint,
  describeOperatingPoint,
  type OperatingPoint,
} from './operating-point.js';
import type { Results } from './results.js';

/** Results of two classes, by the true class and the probability of the second. */
function resultsOf(...pictures: readonly (readonly [label: number, p: number])[]): Results {
  return {
    classes: ['Female', 'Male'],
    rows: pictures.map(([label, p], index) => ({
      ...{ file: `${index}.jpg`, label, predicted: Number(p > 0.5) },
      probabilities: [1 - p, p],
    })),
  };
}

const validation = resultsOf([1, 0.9], [0, 0.7], [1, 0.65], [1, 0.4], [0, 0.3], [0, 0.1]);

describe('chooseOperatingPoint', () => {
  test('chooses for the last class unless another is named, and says on what', () => {
    const rule = { by: 'precision', precision: 1 } as const;
    expect(chooseOperatingPoint(validation, rule)).toEqual({
      ...{ positive: 'Male', threshold: 0.9, rule },
      chosenOn: { images: 6, falsePositiveRate: 0, truePositiveRate: 1 / 3, precision: 1 },
    });
    expect(chooseOperatingPoint(validation, rule, 'Female')).toMatchObject({
      ...{ positive: 'Female', threshold: 0.7 },
    });
  });

  test.each([
    [
      'a class that is none',
      validation,
      { by: 'equal error' } as const,
      'Cat',
      'there is no class Cat, the classes are Female, Male',
    ],
    [
      'one class',
      resultsOf([1, 0.9]),
      { by: 'equal error' } as const,
      'Male',
      'on the 1 pictures to choose on, there are pictures of one kind only, Male or others',
    ],
    [
      'a precision that is not reached',
      resultsOf([0, 0.9], [1, 0.1]),
      { by: 'precision', precision: 0.9 } as const,
      'Male',
      'on the 2 pictures to choose on, no threshold has a precision of 0.9 for Male',
    ],
  ])('refuses %s', (_, results, rule, positive, message) => {
    expect(() => chooseOperatingPoint(results, rule, positive)).toThrow(
      expect.objectContaining({
        ...{ name: 'EvaluationError', code: 'RESULTS_THRESHOLD', message },
      }),
    );
  });
});

/** Two to twenty pictures of both classes with probabilities in tenths, many of which are equal. */
const ofBoth = fc
  .array(fc.tuple(fc.nat(1), fc.nat(10)), { minLength: 2, maxLength: 20 })
  .filter((pictures) => new Set(pictures.map(([label]) => label)).size === 2)
  .map((pictures) => resultsOf(...pictures.map(([label, p]) => [label, p / 10] as const)));

/** How many pictures of the second class, and of the other, are called the second. */
function countCalled({ rows }: Results): { right: number; wrong: number } {
  const called = rows.filter(({ predicted }) => predicted === 1);
  const right = called.filter(({ label }) => label === 1).length;
  return { right, wrong: called.length - right };
}

describe('a chosen threshold', () => {
  const everyPoint = Array.from({ length: 11 }, (_, tenth) => tenth / 10);
  const effects = (results: Results): { right: number; wrong: number }[] =>
    [...everyPoint, Infinity].map((threshold) =>
      countCalled(applyOperatingPoint(results, { positive: 'Male', threshold })),
    );

  test('costs least of all, and does to its pictures what it says', () => {
    fc.assert(
      fc.property(ofBoth, fc.nat(9), fc.nat(9), (results, falsePositive, falseNegative) => {
        const point = chooseOperatingPoint(results, { by: 'cost', falsePositive, falseNegative });
        const males = results.rows.filter(({ label }) => label === 1).length;
        const costOf = ({ right, wrong }: { right: number; wrong: number }): number =>
          falsePositive * wrong + falseNegative * (males - right);
        const own = countCalled(applyOperatingPoint(results, point));
        expect(costOf(own)).toBe(Math.min(...effects(results).map(costOf)));
        expect(point.chosenOn).toEqual({
          images: results.rows.length,
          truePositiveRate: expect.closeTo(own.right / males, 12) as number,
          falsePositiveRate: expect.closeTo(
            own.wrong / (results.rows.length - males),
            12,
          ) as number,
          precision: own.right / (own.right + own.wrong),
        });
      }),
    );
  });

  test('finds the most pictures of those with the wanted precision, also exactly that one', () => {
    fc.assert(
      fc.property(ofBoth, fc.integer({ min: 1, max: 20 }), fc.nat(20), (results, of, part) => {
        const precision = Math.min(part, of) / of;
        const rightOf = effects(results).map(({ right, wrong }) =>
          right / (right + wrong) >= precision ? right : -1,
        );
        const most = Math.max(...rightOf);
        const choose = (): OperatingPoint =>
          chooseOperatingPoint(results, { by: 'precision', precision });
        if (most < 0) expect(choose).toThrow(/no threshold has a precision of/);
        else expect(countCalled(applyOperatingPoint(results, choose())).right).toBe(most);
      }),
      { numRuns: 500 },
    );
  });
});

describe('applyOperatingPoint', () => {
  test('calls the class from its threshold on, else the most probable other', () => {
    const results: Results = {
      classes: ['a', 'b', 'c'],
      rows: [
        { file: '1', label: 0, predicted: 1, probabilities: [0.3, 0.5, 0.2] },
        { file: '2', label: 0, predicted: 0, probabilities: [0.6, 0.1, 0.3] },
        { file: '3', label: 0, predicted: 0, probabilities: [0.29, 0.3, 0.41] },
      ],
    };
    const called = applyOperatingPoint(results, { positive: 'a', threshold: 0.3 });
    expect(called.rows.map(({ predicted }) => predicted)).toEqual([0, 0, 2]);
    const never = applyOperatingPoint(results, { positive: 'a', threshold: Infinity });
    expect(never.rows.map(({ predicted }) => predicted)).toEqual([1, 2, 2]);
  });
});

describe('callAtPoint', () => {
  test('labels pictures of which nothing is known, but none without a face', () => {
    const picture = { file: 'a.jpg', label: 'Male', probabilities: { Female: 0.45, Male: 0.55 } };
    const faceless = { file: 'wall.jpg', label: null, reason: NO_FACE } as const;
    const classified = {
      ...{ classes: ['Female', 'Male'], skipped: [], looksForFaces: true },
      pictures: [picture, faceless],
    };
    const { pictures } = callAtPoint(classified, { positive: 'Female', threshold: 0.4 });
    expect(pictures).toEqual([{ ...picture, label: 'Female' }, faceless]);
  });
});

test('callAtPoint and applyOperatingPoint call the same, whatever classes are called', () => {
  const classes = ['10', '2', 'b'];
  const parts = fc.array(fc.nat(9), { minLength: 3, maxLength: 3 });
  const point = fc.record({
    positive: fc.constantFrom(...classes),
    threshold: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  fc.assert(
    fc.property(fc.array(parts, { minLength: 1, maxLength: 5 }), point, (pictures, at) => {
      const rows = pictures.map((each, index) => ({
        ...{ file: `${index}.jpg`, label: 0, predicted: 0 },
        probabilities: each.map((value) => value / 27),
      }));
      const named = rows.map(({ file, probabilities }) => ({
        ...{ file, label: 'b' },
        probabilities: Object.fromEntries(classes.map((name, of) => [name, probabilities[of]!])),
      }));
      const found = callAtPoint(
        { classes, looksForFaces: false, skipped: [], pictures: named },
        at,
      );
      expect(found.pictures.map(({ label }) => label)).toEqual(
        applyOperatingPoint({ classes, rows }, at).rows.map(({ predicted }) => classes[predicted]),
      );
    }),
  );
});

describe('checkApart', () => {
  test('refuses the pictures on which the threshold was chosen, in any order', () => {
    const turned = { ...validation, rows: validation.rows.toReversed() };
    expect(() => checkApart(validation, turned)).toThrow(/on which it is measured/);
    const most = { ...validation, rows: validation.rows.slice(2) };
    expect(() => checkApart(validation, most)).toThrow(/on which it is measured/);
    const others = resultsOf([1, 0.8], [0, 0.7], [1, 0.6]);
    const hashed = { ...validation, hashes: ['a', 'b', 'c', 'd', 'e', 'f'] };
    expect(() => checkApart(hashed, { ...others, hashes: ['f', 'e', 'g'] })).toThrow(/measured/);
  });

  test('warns of single pictures in both, which are known by their bytes where these are', () => {
    const warnings: string[] = [];
    const logger = { ...silentLogger, warn: (line: string) => void warnings.push(line) };
    const others = resultsOf([1, 0.8], [0, 0.7], [1, 0.6]);
    const hashed = { ...validation, hashes: ['a', 'b', 'c', 'd', 'e', 'f'] };
    const sure = resultsOf([1, 1], [0, 0], [1, 1]);
    checkApart(sure, resultsOf([1, 1], [0, 0], [0, 0.2]), logger);
    checkApart(validation, others, logger);
    checkApart(hashed, { ...others, hashes: ['g', 'h', 'i'] }, logger);
    expect(warnings).toEqual([expect.stringMatching(/^1 of 3 pictures are those on which/)]);
  });
});

describe('describeOperatingPoint', () => {
  const chosenOn = { images: 40, falsePositiveRate: 0.025, truePositiveRate: 0.9, precision: 0.8 };

  test.each([
    [{ by: 'equal error' }, 'equal error'],
    [{ by: 'cost', falsePositive: 1, falseNegative: 5 }, 'least cost'],
    [{ by: 'precision', precision: 0.8 }, 'wanted precision'],
  ] as const)('says by what it was chosen: %o', (rule, how) => {
    expect(describeOperatingPoint({ positive: 'Male', threshold: 0.625, rule, chosenOn })).toBe(
      `Male is called from 0.625000 on: ${how} on 40 validation pictures, where 10.0 % of it are missed and 2.5 % of others called it`,
    );
  });

  test('that calls nothing is said to', () => {
    const rule = { by: 'equal error' } as const;
    const point = { positive: 'Male', threshold: Infinity, rule, chosenOn };
    expect(describeOperatingPoint(point)).toMatch(/^Male is called never: /);
  });
});
