import { existsSync } from 'node:fs';
import { required } from '@gender/core';
import { chromium, type Browser, type Page } from 'playwright-core';
import { preview, type InlineConfig, type PreviewServer } from 'vite';

/** Where a Chromium may be that somebody has installed. */
export const chromiumPath = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((path) => path !== undefined && existsSync(path));

/** A page that Vite made, or that another server shows, open in headless Chromium. */
export class ChromiumPage implements AsyncDisposable {
  /** What went wrong in the page, and what it asked of other servers. */
  readonly faults: string[] = [];
  readonly page: Page;
  readonly #browser: Browser;
  readonly #server: PreviewServer | undefined;

  private constructor(browser: Browser, page: Page, server?: PreviewServer) {
    this.#browser = browser;
    this.page = page;
    this.#server = server;
  }

  /**
   * Serves what Vite has built, and opens it.
   *
   * @param site - as it was built
   * @param args - further flags of Chromium
   */
  static async open(site: InlineConfig, args: readonly string[] = []): Promise<ChromiumPage> {
    const server = await preview({
      ...site,
      preview: { ...site.preview, host: '127.0.0.1', port: 0 },
    });
    const address = required(server.resolvedUrls?.local[0], 'the address of the page');
    return ChromiumPage.#launch(address, args, server);
  }

  /** Opens the page at an address. */
  static visit(address: string): Promise<ChromiumPage> {
    return ChromiumPage.#launch(address);
  }

  static async #launch(
    address: string,
    args: readonly string[] = [],
    server?: PreviewServer,
  ): Promise<ChromiumPage> {
    const browser = await chromium.launch({
      executablePath: required(chromiumPath, 'the path of Chromium'),
      args: ['--no-sandbox', ...args],
    });
    const opened = new ChromiumPage(browser, await browser.newPage(), server);
    await opened.#goto(address);
    return opened;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close();
    await this.#server?.close();
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
  }
}
