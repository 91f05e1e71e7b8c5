import { InterruptedError } from './cli-error.js';

/** What sends signals: `process`, or an emitter in a test. */
export interface SignalSource {
  on(signal: 'SIGINT' | 'SIGTERM', listener: (signal: 'SIGINT' | 'SIGTERM') => void): unknown;
  off(signal: 'SIGINT' | 'SIGTERM', listener: (signal: 'SIGINT' | 'SIGTERM') => void): unknown;
  /** Ends the program by a signal that nobody listens to any more. */
  kill(pid: number, signal: 'SIGINT' | 'SIGTERM'): unknown;
  readonly pid: number;
}

/** Signals while a command runs. */
export interface Interruption {
  /** Aborted by the first signal, with an `InterruptedError`. */
  readonly signal: AbortSignal;
  /** Stops listening. */
  stop(): void;
}

/**
 * One Ctrl-C can arrive twice: from the terminal, and from a parent such as nx or npm that passes it
 * on. A later one means that the user does not want to wait.
 */
const sameKeyPress = 1000;

/**
 * Turns SIGINT and SIGTERM into an aborted signal, so that commands end in order. A second one, at
 * least a second later, ends the program at once.
 */
export function listenForInterruption(source: SignalSource, now: () => number): Interruption {
  const controller = new AbortController();
  let firstAt: number | undefined;
  const stop = (): void => {
    source.off('SIGINT', listener);
    source.off('SIGTERM', listener);
  };
  const listener = (signal: 'SIGINT' | 'SIGTERM'): void => {
    if (firstAt === undefined) {
      firstAt = now();
      controller.abort(new InterruptedError(signal));
    } else if (now() - firstAt >= sameKeyPress) {
      stop();
      source.kill(source.pid, signal);
    }
  };
  source.on('SIGINT', listener);
  source.on('SIGTERM', listener);
  return { signal: controller.signal, stop };
}
