import { describe, expect, test } from 'vitest';
import { compareResults, type NamedResults } from './compare-results.js';

/** Results of forty pictures, of which those listed are wrong. */
function resultsOf(name: string, wrong: readonly number[], images = 40): NamedResults {
  const rows = Array.from({ length: images }, (_, image) => {
    const label = image % 2;
    const p = wrong.includes(image) ? 0.3 : 0.8;
    return {
      ...{ file: `${label}/${image}.jpg`, label, predicted: p > 0.5 ? label : 1 - label },
      probabilities: label === 0 ? [p, 1 - p] : [1 - p, p],
    };
  });
  return { name, classes: ['a', 'b'], rows };
}

const base = resultsOf('base.csv', [0, 1, 2, 3, 4, 5, 6, 7]);
const better = resultsOf('better.csv', [7, 8]);

describe('compareResults', () => {
  test('says what differs, matched by file whatever the order of the rows', () => {
    const turned = { ...better, rows: better.rows.toReversed() };
    const { images, baseline, others } = compareResults([base, turned], { resamples: 200 });
    expect(images).toBe(40);
    expect(baseline).toMatchObject({ name: 'base.csv', accuracy: 0.8 });
    expect(others[0]).toMatchObject({ name: 'better.csv', accuracy: 0.95 });
    // Seven against one; SciPy: 2 · binom.cdf(1, 8, 0.5) = 0.0703125.
    expect(others[0]!.mcnemar).toMatchObject({ onlyFirst: 7, onlySecond: 1 });
    expect(others[0]!.mcnemar.exact).toBeCloseTo(0.0703125, 12);
    const { accuracy, brierScore } = others[0]!.differences;
    expect(accuracy!.value).toBeCloseTo(0.15, 12);
    expect(accuracy!.interval!.low).toBeGreaterThan(0);
    // Six pictures more have 0.04 in place of 0.49.
    expect(brierScore!.value).toBeCloseTo((-6 * 0.45) / 40, 12);
  });

  test('with itself finds no difference, and no significance', () => {
    const [same] = compareResults([base, { ...base, name: 'copy' }], { resamples: 50 }).others;
    expect(same!.mcnemar).toMatchObject({ onlyFirst: 0, onlySecond: 0, exact: 1, adjusted: 1 });
    expect(same!.differences.crossEntropy).toEqual({ value: 0 });
  });

  test('adjusts p for the number of comparisons', () => {
    const { others } = compareResults([base, better, base], { resamples: 0 });
    expect(others[0]!.mcnemar.adjusted).toBeCloseTo(2 * 0.0703125, 12);
  });

  test('draws by person where persons are known', () => {
    const persons = new Map(base.rows.map(({ file }, row) => [file, `${Math.floor(row / 8)}`]));
    const facts = [{ persons, ages: new Map<string, string>(), columns: new Map() }];
    const { uncertainty, others } = compareResults([base, better], { resamples: 200, facts });
    expect(uncertainty.persons).toBe(5);
    // All that differs is one person's but one picture.
    expect(others[0]!.differences.accuracy!.interval!.low).toBeLessThanOrEqual(0);
  });
});

describe('files that do not match', () => {
  const fewer = resultsOf('fewer.csv', [], 30);

  test('are named', () => {
    expect(() => compareResults([base, fewer])).toThrowError(
      /base.csv has pictures that others do not have: 0\/30.jpg, .* and 5 more; .* the 30 that/,
    );
    expect(() => compareResults([fewer, base])).toThrowError(/base.csv has pictures/);
  });

  test('are counted where they are to be left out', () => {
    const { images, leftOut } = compareResults([base, fewer], { resamples: 0, onlyCommon: true });
    expect(images).toBe(30);
    expect(leftOut).toEqual([
      { name: 'base.csv', images: 10 },
      { name: 'fewer.csv', images: 0 },
    ]);
  });
});

test.each([
  ['one file', [base], /1 results/],
  ['other classes', [base, { ...better, classes: ['a', 'c'] }], /better.csv has the classes a, c/],
  [
    'another label',
    [base, { ...base, rows: [{ ...base.rows[0]!, label: 1 }, ...base.rows.slice(1)] }],
    /true class of 0\/0.jpg is a in base.csv, but b/,
  ],
  [
    'a file twice',
    [base, { ...base, name: 'twice', rows: [...base.rows, base.rows[3]!] }],
    /twice has 1\/3.jpg twice/,
  ],
  [
    'no file of both',
    [base, { ...base, rows: base.rows.map((row) => ({ ...row, file: `x/${row.file}` })) }],
    /no picture is in all/,
  ],
] as const)('refuses %s', (_, results, words) => {
  expect(() => compareResults(results, { resamples: 0 })).toThrowError(
    expect.objectContaining({
      code: 'RESULTS_PAIRS',
      message: expect.stringMatching(words) as string,
    }),
  );
});
