import { silentLogger } from '@gender/core';
import { expect, test } from 'vitest';
import { scoreResults, type Score } from './score-results.js';

const rows = [
  { file: 'a/1.jpg', label: 0, predicted: 0, probabilities: Float32Array.of(0.75, 0.25) },
  { file: 'b/1.jpg', label: 1, predicted: 0, probabilities: Float32Array.of(0.5, 0.5) },
];

const results = { classes: ['a', 'b'], rows };

test('warns of pictures that stand in the results twice', () => {
  const warned: string[] = [];
  const logger = { ...silentLogger, warn: (line: string) => void warned.push(line) };
  scoreResults({ ...results, rows: [...rows, ...rows.slice(0, 1)] }, { resamples: 0, logger });
  expect(warned).toEqual([
    '1 of 3 rows are of pictures that other rows are of as well; each counts',
  ]);
});

test('scores rows, without what was not asked for or cannot be known', () => {
  const score = scoreResults(results, { resamples: 0 });
  expect(score).toMatchObject({
    images: 2,
    accuracy: 0.5,
    // Of the only pair, the picture of a has the higher probability of a.
    rocAuc: 1,
    crossEntropy: (-Math.log(0.75) - Math.log(0.5)) / 2,
    confusion: {
      classes: ['a', 'b'],
      matrix: [
        [1, 0],
        [1, 0],
      ],
    },
    perClass: [
      { name: 'a', precision: 0.5, recall: 1, f1: 2 / 3, support: 1 },
      { name: 'b', precision: 0, recall: 0, f1: 0, support: 1 },
    ],
    uncertainty: { confidence: 0.95, resamples: 0, seed: 0 },
  });
  expect(score).not.toHaveProperty('answered');
  expect(score).not.toHaveProperty('batchMeanCrossEntropy');
  expect(score.groups.map(({ by }) => by)).toEqual(['class']);
  // Nobody is called b, so its precision has no interval; Wilson of 1 of 2 is 0.0945 … 0.9055.
  expect(Object.keys(score.perClass[1]!.intervals)).toEqual(['recall']);
  expect(score.intervals.accuracy!.low).toBeCloseTo(0.0945, 4);
  expect(Object.keys(score.intervals)).toEqual(['accuracy']);
});

test('reports images without an age beside the age groups', () => {
  const aged = { ...results, rows: [...rows, { ...rows[0]!, file: 'a/2_Age30.jpg' }] };
  const ages = scoreResults(aged, { resamples: 0 }).groups.find(({ by }) => by === 'age');
  expect(ages?.groups).toMatchObject([
    { group: '30-39', images: 1, accuracy: 1, few: true, errors: [{ name: 'a', rate: 0 }] },
    { group: 'unknown', images: 2, accuracy: 0.5 },
  ]);
  // 1 of 1 less 1 of 2.
  expect(ages?.groups[0]?.gap?.accuracy.difference).toBe(0.5);
});

/** Forty pictures, five of each person, all of a person right or wrong. */
const alike = Array.from({ length: 40 }, (_, image) => {
  const [label, wrong] = [Math.floor(image / 5) % 2, image >= 30 && image < 35];
  const p = wrong ? 0.2 : 0.9;
  return {
    ...{ file: `${label}/${image}.jpg`, label, predicted: wrong ? 1 - label : label },
    probabilities: label === 0 ? [p, 1 - p] : [1 - p, p],
  };
});
const persons = new Map(alike.map(({ file }, image) => [file, `person ${Math.floor(image / 5)}`]));

test('draws by person where persons are known: five pictures of one are not five samples', () => {
  const of = { classes: ['0', '1'], rows: alike };
  const alone = scoreResults(of, { resamples: 200 });
  const facts = [{ persons, ages: new Map<string, string>(), columns: new Map() }];
  const clustered = scoreResults(of, { resamples: 200, facts });
  expect(clustered.uncertainty.persons).toBe(8);
  expect(alone.uncertainty).not.toHaveProperty('persons');
  const width = (score: Score, name: 'accuracy' | 'brierScore'): number =>
    score.intervals[name]!.high - score.intervals[name]!.low;
  expect(width(clustered, 'accuracy')).toBeGreaterThan(1.5 * width(alone, 'accuracy'));
  expect(width(clustered, 'brierScore')).toBeGreaterThan(1.5 * width(alone, 'brierScore'));
  const bars = ({ calibration: [bin] }: Score): number => bin!.interval.high - bin!.interval.low;
  expect(bars(clustered)).toBeGreaterThan(1.5 * bars(alone));
  // Nobody else is meant by an unknown person: 39 of 40 unknown are 40 clusters.
  const one = [{ ...facts[0]!, persons: new Map([['0/0.jpg', 'x']]) }];
  const found = scoreResults(of, { resamples: 0, facts: one });
  expect(found.uncertainty).toMatchObject({ persons: 1, unknownImages: 39 });
});

test('leaves open what is less certain than asked, and says what is then right', () => {
  const of = { classes: ['0', '1'], rows: alike };
  const { answered, coverage } = scoreResults(of, { resamples: 0, minConfidence: 0.85 });
  expect(answered).toMatchObject({ images: 35, coverage: 35 / 40, accuracy: 1 });
  expect(coverage.map((point) => [point.minConfidence, point.accuracy])).toEqual([
    [0.9, 1],
    [0.8, 35 / 40],
  ]);
  const none = scoreResults(of, { resamples: 0, minConfidence: 0.95 }).answered;
  expect(none).toEqual({ minConfidence: 0.95, images: 0, coverage: 0 });
});

test('the same seed gives the same intervals, another one others', () => {
  const of = { classes: ['0', '1'], rows: alike };
  const intervals = (seed: number) => scoreResults(of, { resamples: 50, seed }).intervals;
  expect(intervals(1)).toEqual(intervals(1));
  expect(intervals(1)).not.toEqual(intervals(2));
});

test('warns of classes without pictures, of which figures say nothing', () => {
  const warnings: string[] = [];
  const logger = { ...silentLogger, warn: (line: string) => void warnings.push(line) };
  scoreResults({ classes: ['a', 'b'], rows }, { logger });
  expect(warnings).toEqual([]);
  const probabilities = Float32Array.of(0.5, 0.25, 0.25);
  const only = [{ ...rows[0]!, probabilities }];
  scoreResults({ classes: ['a', 'b', 'c'], rows: only }, { logger });
  expect(warnings).toEqual([expect.stringContaining('no pictures of b, c')]);
});

test('warns where probabilities contradict the answers, as columns in another order do', () => {
  const warnings: string[] = [];
  const logger = { ...silentLogger, warn: (line: string) => void warnings.push(line) };
  const classes = ['0', '1'];
  const exchanged = alike.map((row) => ({ ...row, probabilities: row.probabilities.toReversed() }));
  scoreResults({ classes, rows: exchanged }, { resamples: 0, logger });
  expect(warnings).toEqual([expect.stringMatching(/^in 40 of 40 rows .* another order/)]);
  // A threshold calls some pictures what is not most probable.
  const called = alike.map((row, at) => (at < 30 ? { ...row, predicted: 1 - row.predicted } : row));
  scoreResults({ classes, rows: called }, { resamples: 0, logger });
  expect(warnings).toHaveLength(1);
});

test('refuses no rows', () => {
  expect(() => scoreResults({ classes: ['a', 'b'], rows: [] })).toThrowError(/no results/);
});
