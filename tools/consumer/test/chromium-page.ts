import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { required } from '@gender/core';
import { chromium, type Browser, type Page } from 'playwright-core';
import { build, preview, type PreviewServer } from 'vite';

/** Where a Chromium may be that somebody has installed. */
export const chromiumPath = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((path) => path !== undefined && existsSync(path));

/** Makes a page of the project with Vite; what lies in its folder `public` is served as it is. */
export async function bundlePage(folder: string): Promise<readonly string[]> {
  const result = await build({
    ...{ root: folder, configFile: false, logLevel: 'silent' },
    build: { target: 'es2023', outDir: 'dist', emptyOutDir: true },
  });
  const outputs = Array.isArray(result) ? result : [result];
  return outputs.flatMap((each) =>
    'output' in each
      ? each.output.flatMap((file) => (file.type === 'chunk' ? [file.code] : []))
      : [],
  );
}

/** A page that Vite made, open in headless Chromium. */
export class ChromiumPage implements AsyncDisposable {
  /** What went wrong in the page, and what it asked of other servers. */
  readonly faults: string[] = [];
  readonly page: Page;
  readonly #browser: Browser;
  readonly #server: PreviewServer;

  private constructor(server: PreviewServer, browser: Browser, page: Page) {
    this.#server = server;
    this.#browser = browser;
    this.page = page;
  }

  /** @param isolated - cross-origin isolated, so that WebAssembly may use threads */
  static async open(folder: string, isolated: boolean): Promise<ChromiumPage> {
    const headers = {
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Cross-Origin-Embedder-Policy': 'require-corp',
    };
    const server = await preview({
      ...{ root: folder, configFile: false, logLevel: 'silent' },
      build: { outDir: join(folder, 'dist') },
      preview: { host: '127.0.0.1', port: 0, ...(isolated && { headers }) },
    });
    const browser = await chromium.launch({
      executablePath: required(chromiumPath, 'the path of Chromium'),
      args: ['--no-sandbox'],
    });
    const opened = new ChromiumPage(server, browser, await browser.newPage());
    await opened.#goto(required(server.resolvedUrls?.local[0], 'the address of the page'));
    return opened;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close();
    await this.#server.close();
  }

  async #goto(address: string): Promise<void> {
    const { page, faults } = this;
    page.on('console', (message) => {
      if (message.type() === 'error') faults.push(message.text());
    });
    page.on('pageerror', (error) => faults.push(String(error)));
    page.on('request', (request) => {
      const url = request.url();
      if (!url.startsWith(address) && !/^(blob|data):/.test(url)) faults.push(`request of ${url}`);
    });
    await page.goto(address);
    await page.waitForFunction('"classify" in globalThis');
  }
}
