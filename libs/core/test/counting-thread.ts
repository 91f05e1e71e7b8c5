import { setTimeout } from 'node:timers/promises';
import { serveCalls } from '../src/node/index.js';
import type { CountingCalls } from './counting-calls.js';

let count = 0;

serveCalls<CountingCalls>(
  {
    add: async (amount, milliseconds) => {
      await setTimeout(milliseconds);
      return (count += amount);
    },
    fill: (memory) => {
      new Uint8Array(memory).fill(count);
      return memory;
    },
    fail: (how) => {
      if (how === 'later') return setTimeout(1).then(() => Promise.reject(new Error(how)));
      // eslint-disable-next-line @typescript-eslint/only-throw-error -- as other code may do
      if (how === 'a text') throw how;
      throw Object.assign(new RangeError(how), { retry: () => undefined });
    },
    giveFunction: () => () => undefined,
    crash: (how) => {
      if (how === 'exit') process.exit(3);
      setImmediate(() => {
        throw new Error('out of memory');
      });
      return new Promise(() => undefined);
    },
  },
  (result) => (result instanceof ArrayBuffer ? [result] : []),
);
