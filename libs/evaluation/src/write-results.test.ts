import { readFile, readdir } from 'node:fs/promises';
import { temporaryFolder } from '@gender/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseResults } from './read-results.js';
import type { ResultRow } from './results.js';
import { formatResults, writeResults } from './write-results.js';

const inFolder = temporaryFolder();
const classes = ['Female', 'Male'];

function rowOf(file: string, ...probabilities: number[]): ResultRow {
  return { file, label: 0, predicted: 1, probabilities };
}

describe('formatResults', () => {
  test('writes the published header, six decimals and CRLF', () => {
    const rows = [rowOf('Female/9_Age42.jpg', 0.25, 0.75)];
    expect(formatResults({ classes, rows })).toBe(
      'File_name,GT,Pred,Female_prob,Male_prob\r\nFemale/9_Age42.jpg,0,1,0.250000,0.750000\r\n',
    );
  });

  test('names one column for each class', () => {
    const rows = [rowOf('a.jpg', 0.5, 0.25, 0.25)];
    expect(formatResults({ classes: ['a', 'b', 'c'], rows })).toMatch(
      /^File_name,GT,Pred,a_prob,b_prob,c_prob\r\na\.jpg,0,1,0\.500000,0\.250000,0\.250000\r\n$/,
    );
  });

  test("sorts files as Python's sorted() does, by code points", () => {
    const sortedByPython = [
      'Female/Z.jpg',
      'Female/a.jpg',
      'Female/\uff41.jpg',
      'Female/\u{1f600}.jpg',
      'Female_x/a.jpg',
      'Male/10_Age01.jpg',
      'Male/9_Age42.jpg',
    ];
    const rows = sortedByPython
      .toReversed()
      .map((file) => ({ ...rowOf(file, 0.5, 0.5), label: file.startsWith('Male') ? 1 : 0 }));
    const files = parseResults(formatResults({ classes, rows }), 'test').rows.map((r) => r.file);
    expect(files).toEqual(sortedByPython);
  });

  test.each([
    [1 / 128, '0.007812'],
    [3 / 128, '0.023438'],
    [5 / 128, '0.039062'],
    [127 / 128, '0.992188'],
    [0.0000005, '0.000000'],
    [0.1234565, '0.123456'],
    [Math.fround(0.1), '0.100000'],
  ])("rounds %d as Python's %%.6f does", (p, expected) => {
    expect(formatResults({ classes, rows: [rowOf('a', p, 0)] })).toContain(`a,0,1,${expected},`);
  });

  test.each([
    ['too few probabilities', rowOf('x.jpg', 1)],
    ['NaN', rowOf('x.jpg', NaN, 1)],
    ['logits', rowOf('x.jpg', 3, -1)],
    ['a label that is no class', { ...rowOf('x.jpg', 1, 0), label: 2 }],
    ['a broken prediction', { ...rowOf('x.jpg', 1, 0), predicted: 0.5 }],
  ])('refuses %s', (_, row) => {
    expect(() => formatResults({ classes, rows: [row] })).toThrowError(
      expect.objectContaining({
        code: 'RESULTS_ROW',
        message: expect.stringContaining('x.jpg') as string,
      }),
    );
  });
});

test('what is written is read back, whatever the files are called', () => {
  const file = fc
    .string({ unit: 'binary', minLength: 1 })
    .filter((name) => !/^(\ufeff|a[/\\])/.test(name));
  const row = fc.record({
    file,
    label: fc.nat(2),
    predicted: fc.nat(2),
    thousandths: fc.nat(1000),
  });
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 5 }), (drawn) => {
      const rows = drawn.map(({ thousandths, ...rest }) => ({
        ...rest,
        probabilities: [thousandths / 1000, 1 - thousandths / 1000, 0],
      }));
      const text = formatResults({ classes: ['a', 'b, "c"', 'd\n'], rows });
      const read = parseResults(text, 'test');
      expect(read.classes).toEqual(['a', 'b, "c"', 'd\n']);
      expect(read.rows).toHaveLength(rows.length);
      expect(formatResults(read)).toBe(text);
    }),
  );
});

test('writes the whole file, and nothing when a row is bad', async () => {
  const path = inFolder('results', 'a.csv');
  await expect(writeResults(path, { classes, rows: [rowOf('x', 2, 0)] })).rejects.toThrow(/x/);
  expect(await readdir(inFolder())).toEqual([]);
  await writeResults(path, { classes, rows: [rowOf('x', 1, 0)] });
  expect(await readdir(inFolder('results'))).toEqual(['a.csv']);
  expect(await readFile(path, 'utf8')).toContain('x,0,1,1.000000,0.000000\r\n');
});
