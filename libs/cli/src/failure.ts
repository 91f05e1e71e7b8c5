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

/** The number a program adds to a signal's when a signal has ended it. */
const signalBase = 128;

/**
 * Turns whatever was thrown into one line and an exit code.
 *
 * @param helpHint - what a user who called the command wrongly should read
 * @param verbose - whether the stack follows
 */
export function describeFailure(error: unknown, helpHint: string, verbose: boolean): Failure {
  if (error instanceof InterruptedError) {
    const exitCode = signalBase + constants.signals[error.signal];
    return { code: error.code, message: error.message, text: error.message, exitCode };
  }
  const code = error instanceof GenderError ? String(error.code) : 'UNKNOWN';
  const message = oneLine(error instanceof Error ? error.message || error.name : String(error));
  const advice = adviceFor(error, helpHint, verbose);
  const stack = verbose ? `\n${inspect(error)}` : '';
  return {
    code,
    message,
    text: `error: ${message}${advice} [${code}]${stack}`,
    exitCode: error instanceof UsageError ? 2 : 1,
  };
}

function adviceFor(error: unknown, helpHint: string, verbose: boolean): string {
  if (error instanceof UsageError) return `; ${helpHint}`;
  return error instanceof GenderError || verbose ? '' : '; run with --verbose for the stack';
}

function oneLine(message: string): string {
  return message.trim().replace(/\s*\n\s*/g, ' ');
}
