import { EventEmitter } from 'node:events';
import { Writable } from 'node:stream';
import type { AppIo } from '../run-app.js';

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
    this.emit('text', this.text);
    done();
  }
}

/** `process` as far as signals go. */
export class MemorySignals extends EventEmitter {
  readonly pid = 4711;
  /** The signals that were sent to end a process: its number and the signal's name. */
  readonly killed: string[] = [];

  kill(pid: number, signal: string): void {
    this.killed.push(`${pid} ${signal}`);
  }
}

/** An app's world in memory. */
export interface MemoryIo extends AppIo {
  readonly stdout: MemoryStream;
  readonly stderr: MemoryStream;
  readonly signals: MemorySignals;
}

/** How the world in memory is. */
export interface MemoryIoOptions {
  /** Whether both streams are terminals. @default false */
  readonly isTTY?: boolean;
  /** The width of the terminal. @default 100 */
  readonly columns?: number;
  /** Milliseconds by which time moves each time somebody looks. @default 0 */
  readonly tick?: number;
}

/** Makes an app's world in memory. */
export function memoryIo({ isTTY, columns, tick = 0 }: MemoryIoOptions = {}): MemoryIo {
  let time = 0;
  return {
    stdout: new MemoryStream(isTTY, columns),
    stderr: new MemoryStream(isTTY, columns),
    signals: new MemorySignals(),
    now: () => (time += tick),
  };
}
