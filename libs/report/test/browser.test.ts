import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { compareResults } from '@gender/evaluation';
import { temporaryFolder } from '@gender/testing';
import { chromium, type Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeComparison, writeReport } from '../src/index.js';
import { resultsOf, smallReport } from './small-report.js';

const executablePath = ['/usr/bin/chromium', '/usr/bin/google-chrome'].find(existsSync);
const inFolder = temporaryFolder();
let browser: Browser;

beforeAll(async () => {
  if (executablePath === undefined) return;
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
}, 120_000);
afterAll(() => browser?.close());

const results = resultsOf(['Female', 'Male'], 24);
const written = {
  report: () => writeReport(inFolder('report'), smallReport({ results })),
  comparison: () => {
    const other = resultsOf(['Female', 'Male'], 24).rows.map((row, at) =>
      at % 5 > 0 ? row : { ...row, predicted: 1 - row.predicted },
    );
    const named = [
      { name: 'data/results/Female_and_Male_test_results.csv', ...results },
      { name: 'other.csv', classes: results.classes, rows: other },
    ];
    return writeComparison(inFolder('report'), compareResults(named, { resamples: 50 }));
  },
};

describe.skipIf(executablePath === undefined)('a page in Chromium (skipped without one)', () => {
  test.each([
    ['report', 1280, 'light'],
    ['report', 390, 'dark'],
    ['comparison', 1280, 'dark'],
    ['comparison', 390, 'light'],
  ] as const)(
    'the %s of %i pixels, %s: fits, asks for nothing, has no error, and people of all senses read it',
    async (what, width, colorScheme) => {
      const { html } = await written[what]();
      await using context = await browser.newContext({
        ...{ viewport: { width, height: 900 }, colorScheme, bypassCSP: true },
      });
      const page = await context.newPage();
      const heard: string[] = [];
      page.on('console', (message) => heard.push(message.text()));
      page.on('pageerror', (error) => heard.push(error.message));
      const url = pathToFileURL(html).href;
      page.on('request', (request) => {
        if (request.url() !== url) heard.push(request.url());
      });
      await page.goto(url);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
      expect(heard).toEqual([]);
      for (const details of await page.locator('summary').all()) await details.click();
      await page.addScriptTag({ content: await axe() });
      const { violations } = await page.evaluate<{
        violations: { id: string; impact: string; nodes: { html: string }[] }[];
      }>('axe.run()');
      const serious = violations.filter(({ impact }) => /serious|critical/.test(impact));
      expect(serious.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
    },
    120_000,
  );
});

function axe(): Promise<string> {
  return readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
}
