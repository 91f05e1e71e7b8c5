import { expect, test } from 'vitest';
import { decoded } from '../test/read-markup.js';
import { drawCharts, drawFile, type Chart } from './chart.js';
import { intervalSpec, type IntervalRow } from './interval-chart.js';

const chartOf = (rows: readonly IntervalRow[]): Chart => ({
  ...{ title: 'Rows', alt: 'rows', table: { columns: [], rows: [] } },
  spec: intervalSpec(rows, { by: 'figure', title: 'difference', line: 0 }),
});

const rows = [
  { label: 'one', value: 0.5, interval: { low: 0.25, high: 0.75 }, isHollow: false },
  { label: 'two', value: -0.25, interval: undefined, isHollow: true },
];

test('has a mark for each row, a bar where its interval is known, and the line', async () => {
  const [drawing] = await drawCharts([chartOf(rows)]);
  const { text } = drawing!;
  expect(text.match(/<path[^>]*fill="var\(--(series-1|paper)\)"/g)).toHaveLength(2);
  expect(text).toContain('fill="var(--paper)"');
  // Bars and the line are rules; grid lines have the colour of lines.
  const rules = [...text.matchAll(/<line [^>]*stroke="var\(--(series-1|muted)\)"/g)];
  expect(rules.map(([, colour]) => colour).sort()).toEqual(['muted', 'series-1']);
});

test('rows stand in their order, and names of any kind stay names', async () => {
  const named = ['z', "a.b['c']", 'datum.x\\'].map((label) => ({ ...rows[0]!, label }));
  const [drawing] = await drawCharts([chartOf(named)]);
  const texts = [...drawing!.text.matchAll(/<text [^>]*>([^<]*)</g)].map(([, text]) =>
    decoded(text!),
  );
  const names = named.map(({ label }) => label);
  expect(texts.filter((text) => names.includes(text))).toEqual(names);
});

test('a file of its own has its colours and a background, and says what it shows', async () => {
  const text = await drawFile(chartOf(rows));
  expect(text).toMatch(
    /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" role="img" aria-label="rows" /,
  );
  expect(text).toContain('prefers-color-scheme: dark');
  expect(text).toContain('<rect width="100%" height="100%" fill="var(--paper)"/>');
  expect(text).toMatch(/<\/svg>\n$/);
});
