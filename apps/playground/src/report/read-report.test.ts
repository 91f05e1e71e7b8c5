import { describe, expect, it } from 'vitest';
import { readReport, tablesOf, type ShownReport } from './read-report.js';

function report(title: string, accuracy: number, groups: readonly string[]): ShownReport {
  return {
    title,
    score: {
      ...{ images: 1200, accuracy, crossEntropy: 0.25 },
      intervals: { accuracy: { low: accuracy - 0.01, high: accuracy + 0.01 } },
      confusion: { classes: ['Female', 'Male'], matrix: [[590, 10], [20, 580]] }, // prettier-ignore
      groups: [
        {
          by: 'age',
          groups: groups.map((group, index) => ({
            ...{ group, images: index === 0 ? 12 : 400, few: index === 0, accuracy },
            interval: { low: 0.5, high: 1 },
          })),
        },
      ],
    },
  };
}

describe('readReport', () => {
  it('reads what the page shows, and passes over the rest', () => {
    const written = { ...report('one', 0.9, ['0 to 9']), curves: [1, 2] };
    expect(readReport('report.json', JSON.stringify(written))).toEqual(report('one', 0.9, ['0 to 9'])); // prettier-ignore
  });

  it.each([
    ['other text', '<html>', 'other.json is no JSON file'],
    ['other JSON', '{"title": "x"}', 'other.json is no report.json of gender-evaluate: score'],
  ])('refuses %s', (_, text, message) => {
    expect(() => readReport('other.json', text)).toThrow(message);
  });
});

describe('tablesOf', () => {
  it('puts two reports side by side, with a dash for what one of them has not', () => {
    const [figures, ages, ...confusions] = tablesOf([
      report('one', 0.9, ['0 to 9', '10 to 19']),
      report('other', 0.95, ['10 to 19']),
    ]);
    expect(figures).toEqual({
      caption: 'Figures',
      columns: ['', 'one', 'other'],
      rows: [
        ['Pictures', '1,200', '1,200'],
        ['Accuracy', '0.9000 (0.8900 to 0.9100)', '0.9500 (0.9400 to 0.9600)'],
        ['Cross-entropy', '0.2500', '0.2500'],
      ],
    });
    expect(ages?.rows[0]).toEqual(['0 to 9', '0.9000 (0.5000 to 1.0000), only 12 pictures', '–']);
    expect(ages?.rows[1]?.[2]).toContain('only 12 pictures');
    expect(confusions).toHaveLength(2);
    expect(confusions[0]?.rows).toEqual([['Female', '590', '10'], ['Male', '20', '580']]); // prettier-ignore
  });

  it('gives figures without intervals where there are none', () => {
    const one = report('one', 0.9, []);
    const { rows } = tablesOf([{ ...one, score: { ...one.score, intervals: {} } }])[0]!;
    expect(rows.slice(1)).toEqual([['Accuracy', '0.9000'], ['Cross-entropy', '0.2500']]); // prettier-ignore
  });

  it('has one table for each kind of groups, whichever report has it', () => {
    const one = report('one', 0.9, ['0 to 9']);
    const { score } = report('other', 0.8, ['Asian']);
    const other = { title: 'other', score: { ...score, groups: score.groups.map((each) => ({ ...each, by: 'race' })) } }; // prettier-ignore
    const tables = tablesOf([one, other]);
    expect(tables.map(({ caption }) => caption)).toEqual([
      'Figures',
      'Accuracy by age',
      'Accuracy by race',
      ...['one', 'other'].map(
        (title) => `${title}: pictures by true class (row) and predicted class (column)`,
      ),
    ]);
    expect(tables[1]?.rows.map((row) => row.at(-1))).toEqual(['–']);
    expect(tables[2]?.rows.map((row) => row[1])).toEqual(['–']);
    for (const { columns, rows } of tables) {
      for (const row of rows) expect(row).toHaveLength(columns.length);
    }
  });

  it('shows every row of a confusion of many classes', () => {
    const one = report('one', 0.5, []);
    const confusion = { classes: ['a', 'b', 'c'], matrix: [[1, 2, 3], [4, 5, 6], [7, 8, 9]] }; // prettier-ignore
    expect(tablesOf([{ ...one, score: { ...one.score, confusion } }]).at(-1)).toMatchObject({
      columns: ['', 'a', 'b', 'c'],
      rows: [['a', '1', '2', '3'], ['b', '4', '5', '6'], ['c', '7', '8', '9']], // prettier-ignore
    });
  });
});
