import { endingSignals, InterruptedError, type EndingSignal } from './cli-error.js';

/** What sends signals: `process`, or an emitter in a test. */
export interface SignalSource {
  on(signal: EndingSignal, listener: (signal: EndingSignal) => void): unknown;
  off(signal: EndingSignal, listener: (signal: EndingSignal) => void): unknown;
  /** Ends the program by a signal that nobody listens to any more. */
  kill(pid: number, signal: EndingSignal): unknown;
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
 * Turns the signals that ask a program to end into an aborted signal, so that commands end in order. A
 * second one, at least a second later, ends the program at once.
 */
export function listenForInterruption(source: SignalSource, now: () => number): Interruption {
  const controller = new AbortController();
  let firstAt: number | undefined;
  const stop = (): void => {
    for (const signal of endingSignals) source.off(signal, listener);
  };
  const listener = (signal: EndingSignal): void => {
    if (firstAt === undefined) {
      firstAt = now();
      controller.abort(new InterruptedError(signal));
    } else if (now() - firstAt >= sameKeyPress) {
      stop();
      source.kill(source.pid, signal);
    }
  };
  for (const signal of endingSignals) source.on(signal, listener);
  return { signal: controller.signal, stop };
}
