import { getEventListeners } from 'node:events';
import { expect, it } from 'vitest';
import { unlessAborted } from './unless-aborted.js';

const never = (): Promise<string> => new Promise(() => undefined);

it('gives what the promise comes to, and listens no longer', async () => {
  const { signal } = new AbortController();
  expect(await unlessAborted(Promise.resolve('done'), signal)).toBe('done');
  expect(await unlessAborted(Promise.resolve('done'), undefined)).toBe('done');
  await expect(unlessAborted(Promise.reject(new Error('failed')), signal)).rejects.toThrow(
    'failed',
  );
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});

it('ends with the reason of a signal that is aborted before, or already', async () => {
  const controller = new AbortController();
  const waiting = unlessAborted(never(), controller.signal);
  controller.abort(new Error('enough'));
  await expect(waiting).rejects.toThrow('enough');
  await expect(unlessAborted(never(), controller.signal)).rejects.toThrow('enough');
});
