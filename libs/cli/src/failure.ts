import { constants } from 'node:os';
import { inspect } from 'node:util';
import { GenderError } from '@gender/core';
import { InterruptedError, UsageError } from './cli-error.js';

/** How a program ends after an error. */
export interface Failure {
  readonly code: string;
  readonly message: string;
  /** What a person reads: one line, and the stack where it was asked for. */
  readonly text: string;
  readonly exitCode: number;
}

/** What a user is told besides the message. */
export interface Hints {
  /** After wrong usage. */
  readonly usage: string;
  /** After an error of such a code. */
  readonly advice: Readonly<Partial<Record<string, string>>>;
}

/** The number a program adds to a signal's when a signal has ended it. */
const signalBase = 128;

/**
 * Turns whatever was thrown into one line and an exit code.
 *
 * @param verbose - whether the stack follows
 */
export function describeFailure(error: unknown, hints: Hints, verbose: boolean): Failure {
  if (error instanceof InterruptedError) {
    const exitCode = signalBase + constants.signals[error.signal];
    return { code: error.code, message: error.message, text: error.message, exitCode };
  }
  const code = error instanceof GenderError ? String(error.code) : 'UNKNOWN';
  const message = oneLine(error instanceof Error ? error.message || error.name : String(error));
  const advice = adviceFor(error, hints, verbose);
  const told =
    advice === undefined ? message : `${message}${message.endsWith('?') ? ' ' : '; '}${advice}`;
  const stack = verbose ? `\n${inspect(error)}` : '';
  return {
    code,
    message,
    text: `error: ${told} [${code}]${stack}`,
    exitCode: error instanceof UsageError ? 2 : 1,
  };
}

function adviceFor(error: unknown, { usage, advice }: Hints, verbose: boolean): string | undefined {
  if (error instanceof UsageError) return usage;
  if (error instanceof GenderError) return advice[String(error.code)];
  return verbose ? undefined : 'run with --verbose for the stack';
}

function oneLine(message: string): string {
  return message.trim().replace(/\s*\n\s*/g, ' ');
}
