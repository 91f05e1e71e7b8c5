import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { temporaryFolder } from '@gender/testing';
import { chromium, type Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeReport } from '../src/index.js';
import { resultsOf, smallReport } from './small-report.js';

const executablePath = ['/usr/bin/chromium', '/usr/bin/google-chrome'].find(existsSync);
const inFolder = temporaryFolder();
let browser: Browser;

beforeAll(async () => {
  if (executablePath === undefined) return;
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
}, 120_000);
afterAll(() => browser?.close());

describe.skipIf(executablePath === undefined)('a report in Chromium (skipped without one)', () => {
  test.each([
    [1280, 'light'],
    [390, 'dark'],
  ] as const)(
    'of %i pixels, %s: fits, asks for nothing, has no error, and people of all senses read it',
    async (width, colorScheme) => {
      const { html } = await writeReport(
        inFolder('report'),
        smallReport({ results: resultsOf(['Female', 'Male'], 24) }),
      );
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
