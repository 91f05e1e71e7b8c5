import { readFileSync, writeFileSync } from 'node:fs';
import { temporaryFolder } from '@gender/testing';
import { describe, expect, test } from 'vitest';
import { reportPage, writeReport } from '../src/index.js';
import { resultsOf, smallReport } from './small-report.js';

const inFolder = temporaryFolder();

/** What stands in elements, without tags. */
const textOf = (page: string): string =>
  page.replaceAll(/<style>.*?<\/style>|<[^>]*>/gs, ' ').replaceAll(/\s+/g, ' ');

describe('a report', () => {
  test('shows every figure with its interval, the matrix, groups and curves', async () => {
    const report = smallReport();
    const page = await reportPage(report);
    const text = textOf(page);
    const { accuracy, intervals, confusion } = report.score;
    expect(text).toContain(
      `accuracy ${accuracy.toFixed(4)} ${intervals.accuracy!.low.toFixed(4)}–`,
    );
    const [[right]] = confusion.matrix as [[number]];
    expect(text).toContain(`${right} ${((100 * right) / 40).toFixed(1)} %`);
    expect(text).toMatch(/0-9 \*? ?\d+/);
    expect(text).toContain('* have fewer than 30 pictures');
    // Two of learning, two of thresholds, two of sureness, one for each grouping, class and age.
    expect(page.match(/<svg role="img" aria-label="[^"]{20,}"/g)).toHaveLength(8);
    expect(page.match(/<details>/g)).toHaveLength(8);
  });

  test('asks nothing of any server, runs no script, and is the same each time', async () => {
    const page = await reportPage(smallReport());
    expect(page).not.toMatch(/<script|<link|<iframe|url\(|@import|\son\w+=/i);
    expect(page.replaceAll('http://www.w3.org/', '')).not.toMatch(/https?:/);
    expect(page).toContain(`content="default-src 'none'`);
    expect(await reportPage(smallReport())).toBe(page);
  });

  test('escapes names of classes, and of what it is about', async () => {
    const [bad, worse] = ['</title><script>alert(1)</script>', '"><img src=x onerror=alert(2)>'];
    const results = resultsOf([bad, worse]);
    const origin = { model: { [bad]: worse }, data: {} };
    const page = await reportPage(smallReport({ title: bad, results, origin }));
    expect(page).not.toMatch(/<script|<img/);
    expect(page).toContain('&lt;/title&gt;&lt;script&gt;');
  });

  test('names that mean something to Vega stay names', async () => {
    const results = resultsOf(["a.b['c']", 'datum.x\\']);
    expect(textOf(await reportPage(smallReport({ results })))).toContain('a.b[&#39;c&#39;]');
  });

  test('says how probabilities and answers were made, where they are not as usual', async () => {
    const operatingPoint = {
      ...{ positive: 'Male', threshold: 0.625, rule: { by: 'equal error' } as const },
      chosenOn: { images: 40, falsePositiveRate: 0, truePositiveRate: 1, precision: 1 },
    };
    const text = textOf(await reportPage(smallReport({ operatingPoint, temperature: 1.25 })));
    expect(text).toContain('logits divided by 1.2500');
    expect(text).toContain(
      'Male is called from 0.625000 on: equal error on 40 validation pictures',
    );
  });

  test('has the curves of each class where there are more than two', () => {
    const { rows } = resultsOf(['a', 'b'], 12);
    const results = {
      classes: ['a', 'b', 'c'],
      rows: rows.map((row) => ({ ...row, probabilities: [...Array.from(row.probabilities), 0] })),
    };
    const { curves } = smallReport({ results });
    // Of c there are no pictures, so that nothing is known of it.
    expect(curves.map(({ name }) => name)).toEqual(['a', 'b']);
    for (const { roc } of curves) expect(roc.at(-1)).toMatchObject({ truePositiveRate: 1 });
  });

  test('is there whole, or as it was', async () => {
    const written = await writeReport(inFolder('out'), smallReport());
    const json = JSON.parse(readFileSync(written.json, 'utf8')) as { score: { images: number } };
    expect(json.score.images).toBe(80);
    expect(readFileSync(written.html, 'utf8')).toMatch(/^<!doctype html>[\s\S]*<\/html>\n$/);
    writeFileSync(inFolder('file'), 'a file');
    await expect(writeReport(inFolder('file'), smallReport())).rejects.toMatchObject({
      name: 'FileError',
    });
  });
});
