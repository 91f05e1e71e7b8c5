import { expect, it } from 'vitest';
import { checkServer, connect, load } from './redis.js';

it('says how a missing package is installed', async () => {
  const missing = (): Promise<unknown> => Promise.reject(new Error('Cannot find package'));
  await expect(load('bullmq', missing)).rejects.toMatchObject({
    ...{ name: 'QueueError', code: 'QUEUE_PACKAGE' },
    message: expect.stringMatching(/npm install bullmq$/) as string,
  });
});

it('says that nobody answers, without the password', async () => {
  const failure: unknown = await connect('redis://user:secret@127.0.0.1:1').catch(
    (error: unknown) => error,
  );
  expect(failure).toMatchObject({
    ...{ name: 'QueueError', code: 'QUEUE_REDIS' },
    message: expect.stringContaining('cannot reach Redis at 127.0.0.1:1: ') as string,
  });
  expect(JSON.stringify(failure, Object.getOwnPropertyNames(failure))).not.toContain('secret');
});

it.each([
  ['redis_version:6.0.16\r\nmaxmemory_policy:noeviction', /version 6\.0; expected 6\.2 or newer/],
  ['redis_version:7.2.4\r\nmaxmemory_policy:allkeys-lru', /allkeys-lru.*set it to noeviction/],
])('refuses a server that says %j', (info, words) => {
  expect(() => {
    checkServer('queue.example:6379', `# Server\r\n${info}\r\n`);
  }).toThrow(
    expect.objectContaining({
      code: 'QUEUE_REDIS',
      message: expect.stringMatching(words) as string,
    }) as Error,
  );
});

it('takes one that keeps what it is given', () => {
  checkServer('queue.example', 'redis_version:7.0.15\r\nmaxmemory_policy:noeviction\r\n');
});
