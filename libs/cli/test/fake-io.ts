import { EventEmitter } from 'node:events';
import { Writable } from 'node:stream';
import type { AppIo } from '../src/index.js';

/** A stream that keeps what is written. */
export class MemoryStream extends Writable {
  text = '';
  constructor(
    readonly isTTY = false,
    readonly columns = 100,
  ) {
    super({ decodeStrings: false });
  }
  override _write(chunk: string, _encoding: string, done: () => void): void {
    this.text += chunk;
    done();
  }
}

/** `process` as far as signals go. */
export class FakeSignals extends EventEmitter {
  readonly pid = 4711;
  readonly killed: string[] = [];
  kill(pid: number, signal: string): void {
    this.killed.push(`${pid} ${signal}`);
  }
}

/** An app's world in memory. Time moves by `tick` milliseconds each time somebody looks. */
export function fakeIo({ isTTY = false, tick = 0 } = {}): AppIo & {
  stdout: MemoryStream;
  stderr: MemoryStream;
  signals: FakeSignals;
} {
  let time = 0;
  return {
    stdout: new MemoryStream(isTTY),
    stderr: new MemoryStream(isTTY),
    signals: new FakeSignals(),
    now: () => (time += tick),
  };
}
