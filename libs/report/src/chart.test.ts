import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { attributeOf, decoded, outline } from '../test/read-markup.js';
import { resultsOf, smallReport } from '../test/small-report.js';
import { drawCharts, figure, tableMarkup, type Chart } from './chart.js';
import { chartsOf } from './charts.js';
import { Markup } from './markup.js';

/** A chart of one point for each name. */
function chartOf(names: readonly string[], alt = 'some points'): Chart {
  const spec = {
    width: 100,
    data: { values: names.map((name, value) => ({ name, value })) },
    mark: 'point',
    encoding: {
      y: { field: 'name', type: 'nominal', sort: null },
      x: { field: 'value', type: 'quantitative', axis: null },
    },
  } as unknown as Chart['spec'];
  return { title: 'Points', alt, spec, table: { columns: [], rows: [] } };
}

/** The texts that a drawing shows. */
const textsOf = ({ text }: Markup): string[] =>
  [...text.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, content]) => decoded(content!));

/** Names that are markup, attributes, patterns of `replace`, expressions and paths of Vega. */
const hostile = [
  ...['<script>', ']]>', '"><b>', '-->', '&lt;', '&'],
  ...['a role="x" b', ' aria-hidden="y"', '$&', "$'", '$`', '$1$$'],
  ...['datum.x', "a['b']", 'a\\b', '${x}', "'+1+'", 'null', '0'],
];

describe('a drawing', () => {
  test('shows hostile names as they are, among the same elements', async () => {
    const plain = hostile.map((_, at) => `name ${at}`);
    const [drawing, harmless] = await drawCharts([chartOf(hostile), chartOf(plain)]);
    const expected = hostile.map((name) => name.trim());
    expect(textsOf(drawing!).map((text) => text.trim())).toEqual([...expected, 'name']);
    expect(outline(drawing!.text)).toEqual(outline(harmless!.text));
  });

  test('has its text in place of it, whatever stands there', async () => {
    const texts = hostile.map((name) => `of ${name}`);
    const drawings = await drawCharts(texts.map((text) => chartOf(['a'], text)));
    expect(drawings.flatMap(({ text }) => attributeOf(text, 'aria-label'))).toEqual(texts);
    for (const { text } of drawings) {
      expect(text).toMatch(/^<svg role="img" aria-label="[^"<>]*" width="[\d.]+" height="/);
    }
  });

  test('has groups from top to bottom as the report has them, whatever they are called', async () => {
    const report = smallReport();
    const [group] = report.score.groups[0]!.groups;
    const names = ['z', 'constructor', 'b', '100', '20', 'toString', '__proto__', 'a'];
    const by = { by: 'column', groups: names.map((name) => ({ ...group!, group: name })) };
    const { groups } = chartsOf({ ...report, score: { ...report.score, groups: [by] } });
    const [drawing] = await drawCharts(groups);
    expect(textsOf(drawing!).filter((text) => names.includes(text))).toEqual(names);
  });

  test('shows what turns the direction of texts, or cannot be shown, as �', async () => {
    const [drawing] = await drawCharts([chartOf(['a\u202eb', 'c\u2066d', 'e\u0007f'])]);
    expect(textsOf(drawing!).slice(0, 3)).toEqual(['a\ufffdb', 'c\ufffdd', 'e\ufffdf']);
  });

  test('is one picture for a screen reader, not a tree of objects', async () => {
    const [drawing] = await drawCharts([chartOf(['a', 'b'])]);
    expect(drawing!.text.match(/ (role|aria-[a-z]+)=/g)).toEqual([' role=', ' aria-label=']);
  });

  test('is the same whatever was drawn before it, or is drawn at the same time', async () => {
    const { thresholds, sureness, groups } = chartsOf(smallReport());
    const charts = [...thresholds, ...sureness, ...groups];
    const [first, beside] = await Promise.all([drawCharts(charts), drawCharts(charts.slice(2))]);
    expect(first).toHaveLength(charts.length);
    expect(beside).toEqual(first.slice(2));
    expect(await drawCharts(charts)).toEqual(first);
  });

  test('leaves the report as it was', async () => {
    const report = smallReport();
    const before = structuredClone(report);
    await drawCharts(chartsOf(report).sureness);
    expect(report).toEqual(before);
  });

  test('of a report takes its colours from the page', async () => {
    const { thresholds, sureness } = chartsOf(smallReport({ results: resultsOf(['a', 'b'], 12) }));
    for (const { text } of await drawCharts([...thresholds, ...sureness])) {
      const paints = [...text.matchAll(/ (?:fill|stroke)="([^"]*)"/g)].map(([, paint]) => paint!);
      expect(paints).toContain('var(--ink)');
      expect(
        paints.filter((paint) => !/^(var\(--[a-z]+(-\d)?\)|none|transparent)$/.test(paint)),
      ).toEqual([]);
    }
  });
});

describe('the table behind a chart', () => {
  test('has headings of columns, and the first cell as the heading of its row', () => {
    const table = {
      columns: ['class', 'right'],
      rows: [
        ['<a>', '1'],
        ['b', '"2"'],
      ],
    };
    const { text } = tableMarkup(table);
    expect(text.replaceAll('\n', '')).toBe(
      '<div class="scroll" tabindex="0" role="region" aria-label="class, right"><table>' +
        '<thead><tr><th scope="col">class</th><th scope="col">right</th></tr></thead>' +
        '<tbody><tr><th scope="row">&lt;a&gt;</th><td>1</td></tr>' +
        '<tr><th scope="row">b</th><td>&quot;2&quot;</td></tr></tbody></table></div>',
    );
    expect(attributeOf(tableMarkup(table, 'A "caption"').text, 'aria-label')).toEqual([
      'A "caption"',
    ]);
  });

  test('keeps its shape with any texts', () => {
    const rows = fc.array(fc.tuple(fc.string(), fc.string()), { maxLength: 4 });
    fc.assert(
      fc.property(fc.tuple(fc.string(), fc.string()), rows, (columns, texts) => {
        const plain = { columns: ['a', 'b'], rows: texts.map(() => ['c', 'd']) };
        const { text } = tableMarkup({ columns, rows: texts });
        expect(outline(text)).toEqual(outline(tableMarkup(plain).text));
      }),
    );
  });

  test('is folded behind the drawing, with the title said and a note only where there is one', () => {
    const chart = { ...chartOf([]), title: 'A & B' };
    const drawing = new Markup('<svg></svg>');
    const { text } = figure(chart, drawing);
    expect(text).toContain('<h3>A &amp; B</h3></figcaption><svg></svg>');
    expect(text).toContain('<summary>Numbers<span class="hidden"> of A &amp; B</span></summary>');
    expect(text).not.toContain('class="note"');
    const noted = figure({ ...chart, note: 'x < y' }, drawing).text;
    expect(noted).toContain('<p class="note">x &lt; y</p>');
  });
});
