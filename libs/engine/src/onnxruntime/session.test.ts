import { setImmediate, setTimeout } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { Mutex } from '@gender/core';
import { zeroTensor } from '@gender/tensor';
import { describe, expect, it } from 'vitest';
import { EngineError } from '../engine-error.js';
import { createBusyFlag } from './finish-before-exit.js';
import { Session } from './session.js';

const network = {
  name: 'net',
  input: { name: 'image', shape: [2] },
  layers: [{ type: 'tanh', name: 'out', inputs: ['image'] }],
  output: 'out',
} as const;
const input = zeroTensor('float32', [1, 2]);

/** A session whose thread does something else with each call. */
function sessionThat(answers: string, mutex?: Mutex): Session {
  const script = `const { parentPort } = require('node:worker_threads');
    parentPort.on('message', ({ args: [{ shape, data }] }) => {
      const input = { shape, data: Float32Array.from(data) };
      const answer = (...outputs) => parentPort.postMessage({ value: new Map(outputs) });
      ${answers}
    });`;
  const worker = new Worker(script, { eval: true });
  return new Session(worker, createBusyFlag(), network, ['out'], mutex);
}

describe('Session', () => {
  it.each([
    ['throws', `throw new Error('out of memory');`, 'the thread crashed: out of memory'],
    ['ends', 'process.exit(3);', 'the thread ended with code 3'],
  ])('fails every run when the thread %s, and all later ones', async (_, answers, words) => {
    await using session = sessionThat(answers);
    const outcomes = await Promise.allSettled([session.run(input), session.run(input)]);
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'ENGINE_FAILED' } });
    }
    const later = session.run(input);
    await expect(later).rejects.toThrow(EngineError);
    await expect(later).rejects.toThrow(`network "net" cannot run: ${words}`);
  });

  it('passes on why one run failed, and runs on', async () => {
    await using session = sessionThat(`
      if (input.data[0] === 1) parentPort.postMessage({ error: new Error('bad number') });
      else answer(['out', input]);`);
    const bad = { ...input, data: Float32Array.of(1, 0) };
    await expect(session.run(bad)).rejects.toThrow('network "net" cannot run: bad number');
    expect(await session.run(input)).toEqual([input]);
  });

  it('waits for its turn where sessions must not compute at the same time', async () => {
    const mutex = new Mutex();
    await using session = sessionThat(`answer(['out', input]);`, mutex);
    const running = await mutex.run(async () => {
      const running = session.run(input);
      expect(await Promise.race([running, setTimeout(100, 'still waits')])).toBe('still waits');
      return [running];
    });
    expect(await running[0]).toEqual([input]);
  });

  it('notices an output that the thread did not compute', async () => {
    await using session = sessionThat('answer();');
    await expect(session.run(input)).rejects.toThrow('did not compute "out"');
  });

  it('lets the thread finish what it is at when it is disposed of', async () => {
    const finished = new Int32Array(new SharedArrayBuffer(4));
    const script = `const { parentPort, workerData } = require('node:worker_threads');
      parentPort.on('message', () => {
        Atomics.wait(workerData, 0, 0, 200);
        Atomics.add(workerData, 0, 1);
        parentPort.postMessage({ value: undefined });
      });`;
    const worker = new Worker(script, { eval: true, workerData: finished });
    const session = new Session(worker, createBusyFlag(), network, ['out']);
    const outcomes = Promise.allSettled([session.run(input), session.run(input)]);
    await setImmediate(); // the first has begun
    await session[Symbol.asyncDispose]();
    expect(finished[0]).toBe(1);
    for (const outcome of await outcomes) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'ENGINE_FAILED' } });
    }
  });
});
