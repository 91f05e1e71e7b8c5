import { expect, it } from 'vitest';
import { load } from './load.js';

it('says how a missing package is installed', async () => {
  const missing = (): Promise<unknown> => Promise.reject(new Error('Cannot find package'));
  await expect(load('bullmq', missing)).rejects.toMatchObject({
    ...{ name: 'QueueError', code: 'QUEUE_PACKAGE' },
    message: expect.stringMatching(/npm install bullmq$/) as string,
  });
});

it('hands on what was loaded', async () => {
  expect(await load('node:path', () => Promise.resolve('it'))).toBe('it');
});
