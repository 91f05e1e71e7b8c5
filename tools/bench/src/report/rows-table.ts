import { formatTable } from '@gender/cli';
import type { Row } from '../harness/measure-pair.js';
import type { Pair } from '../harness/pair.js';
import { markdownTable } from './markdown-table.js';

const HEAD = ['name', 'baseline', 'ours', 'theirs', 'unit', 'ratio', 'bar', 'runs'];

/** The rows as text: a line for each pair. */
export function rowsTable(rows: readonly Row[], pairs: readonly Pair[]): string {
  return formatTable(HEAD, cellsOf(rows, pairs));
}

/** The rows as a table in Markdown. */
export function rowsMarkdown(rows: readonly Row[], pairs: readonly Pair[]): string {
  return markdownTable(HEAD, cellsOf(rows, pairs));
}

function cellsOf(rows: readonly Row[], pairs: readonly Pair[]): string[][] {
  return rows.map((row) => {
    const { name, baseline, unit } = row;
    const pair = pairs.find((each) => each.name === name && each.baseline === baseline);
    const bar = pair?.bar ?? '';
    if ('skipped' in row) return [name, baseline, 'skipped', row.skipped, unit, '', bar, ''];
    const { ours, theirs, ratio, runs } = row;
    return [name, baseline, round(ours), round(theirs), unit, round(ratio), bar, String(runs)];
  });
}

/** Three significant digits, without an exponent. */
function round(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
