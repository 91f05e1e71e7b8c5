import { describe, expect, test } from 'vitest';
import { NO_FACE } from './classify-files.js';
import {
  applyOperatingPoint,
  callAtPoint,
  checkApart,
  chooseOperatingPoint,
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
    ['a class that is none', validation, { by: 'equal error' } as const, 'Cat', /no class Cat/],
    ['one class', resultsOf([1, 0.9]), { by: 'equal error' } as const, 'Male', /one kind only/],
    [
      'a precision that is not reached',
      resultsOf([0, 0.9], [1, 0.1]),
      { by: 'precision', precision: 0.9 } as const,
      'Male',
      /no threshold has a precision of 0\.9/,
    ],
  ])('refuses %s', (_, results, rule, positive, message) => {
    expect(() => chooseOperatingPoint(results, rule, positive)).toThrow(
      expect.objectContaining({
        code: 'RESULTS_THRESHOLD',
        message: expect.stringMatching(message) as string,
      }),
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

describe('checkApart', () => {
  test('refuses the pictures on which the threshold was chosen, in any order', () => {
    const turned = { ...validation, rows: validation.rows.toReversed() };
    expect(() => checkApart(validation, turned)).toThrow(/on which it is measured/);
    expect(() => checkApart(validation, resultsOf([1, 0.9]))).not.toThrow();
  });
});
