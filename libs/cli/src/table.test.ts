import { expect, test } from 'vitest';
import { formatTable } from './table.js';

test('aligns columns, numbers to the right, without colours', () => {
  const table = formatTable(
    ['age', 'images'],
    [
      ['0-9', 103],
      ['10-19', 9],
    ],
  );
  expect(table.split('\n')).toEqual([
    '┌───────┬────────┐',
    '│ age   │ images │',
    '├───────┼────────┤',
    '│ 0-9   │    103 │',
    '│ 10-19 │      9 │',
    '└───────┴────────┘',
  ]);
});

test('may have no rows', () => {
  expect(formatTable(['age'], [])).toContain('age');
});
