import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { openEnvFetch } from '../src/env-fetch.js';
import { requestFile } from '../src/request.js';
import { startFileServer } from './file-server.js';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

test.each([
  ['a length', false],
  ['no length', true],
])(
  'a body with %s is whole though its answer was collected before it is read',
  async (_, chunked) => {
    await using server = await startFileServer(Buffer.alloc(300_000, 7), { chunked });
    await using open = await openEnvFetch();
    for (const known of [undefined, { bytes: 100_000, total: 300_000, validator: '"v1"' }]) {
      const { signal } = new AbortController();
      const body = await requestFile(`${server.url}/file`, known, open.fetch, signal);
      await sleep(5); // lets the answer go: it is still held by the promises that it came through
      collectGarbage();
      await sleep(20); // finalizers run after the collection
      let received = 0;
      for await (const chunk of body.chunks) received += chunk.length;
      expect(received).toBe(300_000 - (known?.bytes ?? 0));
    }
  },
);
