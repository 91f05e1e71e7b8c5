import { execFile } from 'node:child_process';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { CountingCalls } from '../../test/counting-calls.js';
import { Mutex } from '../mutex.js';
import { startWorker, WorkerClient, type WorkerClientOptions } from './worker-client.js';

type Client = WorkerClient<CountingCalls>;

class ThreadError extends Error {}

function startClient(options: Partial<WorkerClientOptions> = {}): Client {
  const worker = startWorker(new URL('../../test/counting-thread.js', import.meta.url));
  return new WorkerClient(worker, {
    toError: (why, cause) => new ThreadError(why, { cause }),
    ...options,
  });
}

describe('startWorker', () => {
  it('says that a bundler has left the file behind', () => {
    const module = new URL('./left-behind.mjs', import.meta.url);
    expect(() => startWorker(module)).toThrow(
      /the worker file .*left-behind\.mjs is missing; when bundling, keep the packages @gender\/\* external/,
    );
  });
});

describe('WorkerClient', () => {
  it('answers overlapping calls in their order, one at a time', async () => {
    await using client = startClient();
    const order: number[] = [];
    const calls = [30, 0, 10, 1].map(async (milliseconds) => {
      order.push(await client.call('add', [1, milliseconds]));
    });
    await Promise.all(calls);
    expect(order).toEqual([1, 2, 3, 4]);
  });

  it('moves memory there and back instead of copying it', async () => {
    await using client = startClient();
    await client.call('add', [7, 0]);
    const memory = new ArrayBuffer(1000);
    const filling = client.call('fill', [memory], [memory]);
    const filled = await filling;
    expect(memory.byteLength).toBe(0);
    expect(new Uint8Array(filled)).toEqual(new Uint8Array(1000).fill(7));
  });

  it('copies arguments that are not to be moved', async () => {
    await using client = startClient();
    const memory = new ArrayBuffer(10);
    await client.call('fill', [memory]);
    expect(memory.byteLength).toBe(10);
  });

  it.each(['at once', 'later', 'a text', 'an error with a function'] as const)(
    'passes on what a call throws (%s), and works on',
    async (how) => {
      await using client = startClient();
      const failing = client.call('fail', [how]);
      await expect(failing).rejects.toThrow(ThreadError);
      await expect(failing).rejects.toThrow(how);
      expect(await client.call('add', [1, 0])).toBe(1);
    },
  );

  it('rejects a call whose result or argument cannot be copied, and works on', async () => {
    await using client = startClient();
    await expect(client.call('giveFunction', [])).rejects.toThrow('could not be cloned');
    const uncopyable = (() => 1) as unknown as number;
    await expect(client.call('add', [uncopyable, 0])).rejects.toThrow('could not be cloned');
    expect(await client.call('add', [1, 0])).toBe(1);
  });

  it.each([
    ['throw', 'the thread crashed: out of memory'],
    ['exit', 'the thread ended with code 3'],
  ] as const)(
    'rejects every waiting and later call when the thread ends (%s)',
    async (how, why) => {
      const client = startClient();
      const calls = [client.call('crash', [how]), client.call('add', [1, 0])];
      const outcomes = await Promise.allSettled([...calls, client.call('add', [1, 0])]);
      for (const outcome of outcomes) {
        expect(outcome).toMatchObject({ status: 'rejected', reason: { message: why } });
      }
      await expect(client.call('add', [1, 0])).rejects.toThrow(why);
      await client[Symbol.asyncDispose]();
    },
  );

  it('cuts the call at work off when disposed of, and may be disposed of again', async () => {
    const client = startClient();
    const calls = [client.call('add', [1, 1e9]), client.call('add', [1, 0])];
    const outcomes = Promise.allSettled(calls);
    await setTimeout(1);
    await client[Symbol.asyncDispose]();
    await client[Symbol.asyncDispose]();
    for (const outcome of await outcomes) {
      expect(outcome).toMatchObject({
        status: 'rejected',
        reason: { message: 'it was disposed of' },
      });
    }
  });

  it('lets the thread finish the call at work where asked to, and no other', async () => {
    const events: string[] = [];
    const client = startClient({
      finishes: true,
      onBusy: () => events.push('busy'),
      onIdle: () => events.push('idle'),
    });
    await client.call('add', [1, 0]);
    const calls = [client.call('add', [1, 50]), client.call('add', [1, 0])];
    const outcomes = Promise.allSettled(calls);
    await setTimeout(1);
    await client[Symbol.asyncDispose]();
    expect(events).toEqual(['busy', 'idle', 'busy', 'idle']);
    for (const { status } of await outcomes) expect(status).toBe('rejected');
  });

  it('is idle again after the thread has ended in the middle of a call', async () => {
    const events: string[] = [];
    const client = startClient({
      finishes: true,
      onBusy: () => events.push('busy'),
      onIdle: () => events.push('idle'),
    });
    await expect(client.call('crash', ['exit'])).rejects.toThrow();
    await client[Symbol.asyncDispose]();
    expect(events).toEqual(['busy', 'idle']);
  });

  it('takes turns with the clients that share its mutex', async () => {
    const mutex = new Mutex();
    await using one = startClient({ mutex });
    await using other = startClient({ mutex });
    const order: string[] = [];
    await Promise.all([
      one.call('add', [1, 40]).then(() => order.push('one')),
      other.call('add', [1, 0]).then(() => order.push('other')),
      one.call('add', [1, 0]).then(() => order.push('one again')),
    ]);
    expect(order).toEqual(['one', 'other', 'one again']);
  });

  it('keeps a process alive while it owes an answer, and no longer', async () => {
    const program = fileURLToPath(new URL('../../test/undisposed-client.ts', import.meta.url));
    const flags = ['--import', 'tsx', '--conditions=@gender/source', program];
    const { stdout } = await promisify(execFile)(process.execPath, flags);
    expect(stdout).toBe('2');
  });
});
