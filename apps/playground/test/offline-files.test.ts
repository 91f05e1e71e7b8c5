import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runInNewContext } from 'node:vm';
import { required } from '@gender/core';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const configFile = fileURLToPath(new URL('../page.config.mjs', import.meta.url));
let root: string;
let first: Installed;

describe('the service worker of a build', () => {
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'offline-files-'));
    await mkdir(join(root, 'public/faces'), { recursive: true });
    await write({
      'index.html': '<script type="module" src="./main.ts"></script>',
      'main.ts': 'document.title = "a page";',
      'public/demo.onnx': 'a model',
      'public/faces/1.jpg': 'a picture',
    });
    first = await installed();
  });

  afterAll(async () => {
    await rm(root, { recursive: true });
  });

  it('fetches every file of the page, past the cache of the browser', () => {
    const script = expect.stringMatching(/^assets\/index-[\w-]{8}\.js$/) as string;
    const files = ['./', script, 'demo.onnx', 'faces/1.jpg'];
    expect(first.requests).toEqual(files.map((url) => ({ url, cache: 'reload' })));
  });

  it('keeps them apart from those of a build whose files are called the same and hold something else', async () => {
    const caches = [first.cache];
    for (const [file, text] of [
      ['public/demo.onnx', 'another model'],
      ['public/faces/1.jpg', 'another picture'],
      ['index.html', '<title>another page</title><script type="module" src="./main.ts"></script>'],
    ] as const) {
      await write({ [file]: text });
      caches.push((await installed()).cache);
    }
    expect(new Set(caches).size).toBe(caches.length);
    expect((await installed()).cache).toBe(caches.at(-1));
  });
});

async function write(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [file, text] of Object.entries(files)) await writeFile(join(root, file), text);
}

interface Installed {
  readonly cache: string;
  /** What the worker has asked the server for. */
  readonly requests: readonly object[];
}

/** Builds the page in `root`, and lets its service worker install itself. */
async function installed(): Promise<Installed> {
  const input = { index: join(root, 'index.html') };
  await build({ root, configFile, logLevel: 'silent', build: { rolldownOptions: { input } } });
  const script = await readFile(join(root, 'dist/service-worker.js'), 'utf8');
  let found: Installed | undefined;
  const working: Promise<unknown>[] = [];
  runInNewContext(script, {
    addEventListener: (type: string, listener: (event: object) => void) => {
      const waitUntil = (work: Promise<unknown>): unknown => working.push(work);
      if (type === 'install') listener({ waitUntil });
    },
    caches: {
      open: (cache: string) => ({
        addAll: (requests: readonly object[]) => {
          found = { cache, requests: [...requests] };
        },
      }),
    },
    Request: function (url: string, init: RequestInit) {
      return { url, ...init };
    },
    skipWaiting: () => undefined,
  });
  await Promise.all(working);
  return required(found, 'what the worker has kept');
}
