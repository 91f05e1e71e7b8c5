import { writeFile } from 'node:fs/promises';
import { solidPicture, temporaryFolder } from '@gender/testing';
import { chromiumPath, ChromiumPage } from '@gender/testing/chromium';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createServer, listen, type ServerLimits } from '../src/index.js';
import { writeTinyModel } from './tiny-models.js';

const inFolder = temporaryFolder();

/** Milliseconds for what takes a second or two on an idle machine. */
const PATIENCE = 120_000;

async function serve(apiKey?: string, given: Partial<ServerLimits> = {}): Promise<string> {
  await writeTinyModel(inFolder('tiny.h5'), 3);
  const models = [{ name: 'tiny', path: inFolder('tiny.h5') }] as const;
  const limits = { lingerSeconds: 0, ...given };
  const server = await createServer({ models, version: '1', apiKey, limits });
  onTestFinished(() => server.close());
  return listen(server, { host: '127.0.0.1', port: 0 });
}

it('at / a page of its own is served, which needs no key', async () => {
  const response = await fetch(await serve('sesame'));
  expect(response.headers.get('content-type')).toMatch(/^text\/html/);
  expect(await response.text()).toContain('<title>Face classifier</title>');
});

describe.skipIf(chromiumPath === undefined)('the page in Chromium', () => {
  it(
    'asks for the key, shows what the model says of each picture, and why it says nothing',
    async () => {
      await using opened = await ChromiumPage.visit(await serve('sesame'));
      const { page, faults } = opened;
      page.setDefaultTimeout(PATIENCE);
      await page.waitForSelector('#fault:has-text("API key is missing or wrong")');
      await page.fill('#key', 'sesame');
      await page.press('#key', 'Enter');
      await page.waitForSelector('#status:has-text("Tells apart Female, Male")');
      await writeFile(inFolder('red.bmp'), solidPicture(9, 8, [200, 50, 0]));
      await writeFile(inFolder('broken.bmp'), 'no picture');
      await page.setInputFiles('#files', [inFolder('red.bmp'), inFolder('broken.bmp')]);
      await page.waitForSelector('#status:has-text("2 of 2 pictures")');
      const answers = await page.locator('#answers li p').allTextContents();
      expect(answers).toEqual([
        expect.stringMatching(/^(?:Female|Male), \d+\.\d %$/) as string,
        expect.stringContaining('format') as string,
      ]);
      // That the key is asked for, is all that goes wrong.
      expect(faults.filter((fault) => !fault.includes('401'))).toEqual([]);
    },
    PATIENCE,
  );

  it(
    'goes on where the server refuses a picture for its size, and with what was chosen last alone',
    async () => {
      await using opened = await ChromiumPage.visit(await serve(undefined, { requestBytes: 4000 }));
      const { page } = opened;
      page.setDefaultTimeout(PATIENCE);
      await page.waitForSelector('#status:has-text("Tells apart Female, Male")');
      await writeFile(inFolder('large.bmp'), solidPicture(60, 60, [0, 50, 200]));
      await writeFile(inFolder('small.bmp'), solidPicture(9, 8, [200, 50, 0]));
      const files = [inFolder('large.bmp'), inFolder('small.bmp')];
      await page.setInputFiles('#files', [...files, ...files]);
      await page.setInputFiles('#files', files);
      await page.waitForSelector('#status:has-text("2 of 2 pictures")');
      const answers = await page.locator('#answers li p').allTextContents();
      expect(answers).toEqual([
        expect.stringContaining('4000 are allowed') as string,
        expect.stringMatching(/^(?:Female|Male), /) as string,
      ]);
    },
    PATIENCE,
  );
});
