import { silentLogger } from '@gender/core';
import { expect, it } from 'vitest';
import { checkServer, connect } from './redis.js';

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
    checkServer('queue.example:6379', `# Server\r\n${info}\r\n`, silentLogger);
  }).toThrow(
    expect.objectContaining({
      code: 'QUEUE_REDIS',
      message: expect.stringMatching(words) as string,
    }) as Error,
  );
});

it.each([
  ['maxmemory_policy:noeviction', []],
  ['used_memory:1', [expect.stringContaining('does not tell its maxmemory-policy') as string]],
])('takes one that says %j, and warns %j', (told, expected) => {
  const warned: string[] = [];
  const logger = { ...silentLogger, warn: (text: string): void => void warned.push(text) };
  checkServer('queue.example', `redis_version:7.0.15\r\n${told}\r\n`, logger);
  expect(warned).toEqual(expected);
});
