import fc from 'fast-check';
import { expect, test } from 'vitest';
import { analyseErrors } from './error-analysis.js';

const rows = [
  [0, 0.95],
  [0, 0.9],
  [0, 0.02],
  [1, 0.88],
  [1, 0.45],
  [1, 0.1],
  [1, 0.05],
].map(([label, p], index) => ({
  ...{ file: `${index}.jpg`, label: label!, predicted: Number(p! < 0.5) },
  probabilities: [p!, 1 - p!],
}));

test('finds the surest mistakes, the least sure answers and labels that are probably wrong', () => {
  const { mistakes, uncertain, suspects } = analyseErrors({ classes: ['F', 'M'], rows }, 2);
  expect(mistakes).toEqual([
    { file: '2.jpg', label: 'F', called: 'M', confidence: 0.98 },
    { file: '3.jpg', label: 'M', called: 'F', confidence: 0.88 },
  ]);
  expect(uncertain.map(({ file, called }) => [file, called])).toEqual([
    ['4.jpg', 'M'],
    ['3.jpg', 'F'],
  ]);
  // Thresholds: (0.95 + 0.9 + 0.02) / 3 = 0.62 for F, (0.12 + 0.55 + 0.9 + 0.95) / 4 = 0.63 for M.
  expect(suspects.map(({ file, called }) => [file, called])).toEqual([
    ['2.jpg', 'M'],
    ['3.jpg', 'F'],
  ]);
});

test('suspects of three classes are called what they probably are, not what the model calls them', () => {
  // The first class is called often: on average 0.7 of the pictures labelled so, so that 0.5 is not confident of it.
  const three = [
    [0, 0.8, 0.1, 0.1],
    [0, 0.6, 0.2, 0.2],
    [1, 0.5, 0.05, 0.45],
    [1, 0.1, 0.7, 0.2],
    [2, 0.4, 0.2, 0.4],
    [2, 0.3, 0.3, 0.4],
  ].map(([label, ...probabilities], index) => ({
    ...{ file: `${index}.jpg`, label: label!, probabilities },
    predicted: probabilities.indexOf(Math.max(...probabilities)),
  }));
  const { mistakes, suspects } = analyseErrors({ classes: ['a', 'b', 'c'], rows: three });
  expect(mistakes).toEqual([
    { file: '2.jpg', label: 'b', called: 'a', confidence: 0.5 },
    { file: '4.jpg', label: 'c', called: 'a', confidence: 0.4 },
  ]);
  expect(suspects).toEqual([{ file: '2.jpg', label: 'b', called: 'c', confidence: 0.45 }]);
});

test('of any results mistakes are wrong and from sure to unsure, uncertain ones the other way, and no more than asked for', () => {
  const picture = fc.tuple(fc.nat(1), fc.nat(20));
  fc.assert(
    fc.property(fc.array(picture, { minLength: 1, maxLength: 30 }), fc.nat(9), (pictures, most) => {
      const all = pictures.map(([label, p], index) => ({
        ...{ file: `${index}.jpg`, label, predicted: Number(p > 10) },
        probabilities: [1 - p / 20, p / 20],
      }));
      const { mistakes, uncertain } = analyseErrors({ classes: ['F', 'M'], rows: all }, most);
      const wrong = all.filter(({ label, predicted }) => label !== predicted).length;
      expect([mistakes.length, uncertain.length]).toEqual([
        Math.min(most, wrong),
        Math.min(most, all.length),
      ]);
      expect(mistakes.every(({ label, called }) => label !== called)).toBe(true);
      const sure = [mistakes, uncertain.toReversed()].map((each) =>
        each.map((one) => one.confidence),
      );
      for (const each of sure) expect(each).toEqual(each.toSorted((a, b) => b - a));
      const lowest = all
        .map(({ probabilities }) => Math.max(...probabilities))
        .sort((a, b) => a - b);
      expect(uncertain.map(({ confidence }) => confidence)).toEqual(lowest.slice(0, most));
    }),
  );
});
