/** A program that asks a thread, waits for the answer, and forgets to dispose of its client. */
import { startWorker, WorkerClient } from '../src/node/index.js';
import type { CountingCalls } from './counting-calls.js';

const worker = startWorker(new URL('./counting-thread.js', import.meta.url));
const client = new WorkerClient<CountingCalls>(worker, { toError: (why) => new Error(why) });
process.stdout.write(`${await client.call('add', [2, 100])}`);
