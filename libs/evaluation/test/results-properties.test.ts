import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatResults, parseResults, scoreResults, type Results } from '../src/index.js';

/** Results of one to thirty images, their probabilities whole millionths as a file holds them. */
const results: fc.Arbitrary<Results> = fc
  .array(
    fc.record({
      label: fc.nat({ max: 1 }),
      millionths: fc.nat({ max: 1_000_000 }),
      age: fc.option(fc.nat({ max: 110 })),
    }),
    { minLength: 1, maxLength: 30 },
  )
  .map((images) => ({
    classes: ['Female', 'Male'],
    rows: images.map(({ label, millionths, age }, index) => ({
      file: `${label}/${String(index).padStart(3, '0')}${age === null ? '' : `_Age${age}`}.jpg`,
      label,
      predicted: millionths >= 500_000 ? 0 : 1,
      probabilities: [millionths / 1e6, (1_000_000 - millionths) / 1e6],
    })),
  }));

describe('any results', () => {
  test('score the same after they were written and read', () => {
    fc.assert(
      fc.property(results, (original) => {
        const read = parseResults(formatResults(original), 'results.csv');
        const [expected, found] = [
          scoreResults(original, { resamples: 0 }),
          scoreResults(read, { resamples: 0 }),
        ];
        expect(found.confusion).toEqual(expected.confusion);
        expect(found.accuracy).toBe(expected.accuracy);
        // Rows are sorted when they are written, so the sum is taken in another order.
        expect(found.crossEntropy).toBeCloseTo(expected.crossEntropy, 10);
      }),
    );
  });

  test('are written with the same bytes, whatever the order of their rows', () => {
    fc.assert(
      fc.property(results, ({ classes, rows }) => {
        const text = formatResults({ classes, rows: rows.toReversed() });
        expect(text).toBe(formatResults({ classes, rows }));
        expect(formatResults(parseResults(text, 'results.csv'))).toBe(text);
      }),
    );
  });

  test('have age groups that count every image once, from young to old', () => {
    fc.assert(
      fc.property(results, (original) => {
        const { groups, images, accuracy } = scoreResults(original, { resamples: 0 });
        const byAge = groups.find(({ by }) => by === 'age')?.groups;
        const aged = original.rows.some(({ file }) => file.includes('_Age'));
        expect(byAge !== undefined).toBe(aged);
        if (!byAge) return;
        expect(byAge.reduce((sum, group) => sum + group.images, 0)).toBe(images);
        const right = byAge.reduce((sum, group) => sum + group.images * group.accuracy, 0);
        expect(right / images).toBeCloseTo(accuracy, 10);
        const starts = byAge
          .filter(({ group }) => group !== 'unknown')
          .map(({ group }) => Number.parseInt(group, 10));
        expect(starts).toEqual(starts.toSorted((one, other) => one - other));
      }),
    );
  });

  test('have one set of figures for each class, under its name', () => {
    fc.assert(
      fc.property(results, (original) => {
        const { perClass, confusion } = scoreResults(original, { resamples: 0 });
        expect(perClass.map(({ name }) => name)).toEqual(original.classes);
        for (const [index, { support, recall }] of perClass.entries()) {
          const row = confusion.matrix[index]!;
          expect(support).toBe(row[0]! + row[1]!);
          expect(recall).toBe(support === 0 ? 0 : row[index]! / support);
        }
      }),
    );
  });
});

describe('a header', () => {
  test.each([
    ['File_name,GT,Pred,_prob,Male_prob'],
    ['File_name,GT,Pred,Female_prob,Female_prob'],
    ['File_name,GT,Pred,Female_prob'],
    ['File_name,GT,Pred,Female,Male'],
    ['file,GT,Pred,Female_prob,Male_prob'],
    [''],
  ])('is refused when it is "%s"', (header) => {
    expect(() => parseResults(`${header}\na.jpg,0,0,1,0\n`, 'results.csv')).toThrow(
      expect.objectContaining({ code: 'RESULTS_FORMAT' }),
    );
  });

  test('may hold class names that end in _prob themselves', () => {
    const text = 'File_name,GT,Pred,a_prob_prob,b_prob\na.jpg,0,1,0.25,0.75\n';
    expect(parseResults(text, 'results.csv').classes).toEqual(['a_prob', 'b']);
  });

  test('is what an empty file lacks', () => {
    expect(() => parseResults('', 'empty.csv')).toThrow('empty.csv is not a results file');
  });
});
