import { GenderError } from '@gender/core';
import { describe, expect, test } from 'vitest';
import { InterruptedError, UsageError, type EndingSignal } from './cli-error.js';
import { describeFailure, type Failure, type Hints } from './failure.js';

class SampleError extends GenderError {
  override readonly name = 'SampleError';
}

const hints: Hints = { usage: 'see gender-count --help', advice: { SAMPLE_ODD: 'try --even' } };
const describeQuietly = (error: unknown): Failure => describeFailure(error, hints, false);

describe('a failure in one line', () => {
  test('says what, the advice for its code, and the code', () => {
    expect(describeQuietly(new SampleError('SAMPLE_ODD', 'the sample is odd'))).toEqual({
      code: 'SAMPLE_ODD',
      message: 'the sample is odd',
      text: 'error: the sample is odd; try --even [SAMPLE_ODD]',
      exitCode: 1,
    });
    expect(describeQuietly(new SampleError('SAMPLE_OTHER', 'another')).text).toBe(
      'error: another [SAMPLE_OTHER]',
    );
  });

  test('that ends in a question goes on after it', () => {
    const { text } = describeQuietly(new SampleError('SAMPLE_ODD', 'did you mean "4"?'));
    expect(text).toBe('error: did you mean "4"? try --even [SAMPLE_ODD]');
  });

  test('of wrong usage points to the help, and ends with 2', () => {
    expect(describeQuietly(new UsageError('--to is missing'))).toEqual({
      code: 'CLI_USAGE',
      message: '--to is missing',
      text: 'error: --to is missing; see gender-count --help [CLI_USAGE]',
      exitCode: 2,
    });
  });

  test('of a message of several lines stays one line', () => {
    const { message, text } = describeQuietly(new SampleError('A_CODE', ' one\n  two\r\nthree\n'));
    expect(message).toBe('one two three');
    expect(text).toBe('error: one two three [A_CODE]');
  });

  test.each([
    [new RangeError('out of range'), 'out of range'],
    [new RangeError(''), 'RangeError'],
    ['a text', 'a text'],
    [undefined, 'undefined'],
  ])('of what is no error of ours says how to see more: %#', (thrown, message) => {
    expect(describeQuietly(thrown)).toEqual({
      code: 'UNKNOWN',
      message,
      text: `error: ${message}; run with --verbose for the stack [UNKNOWN]`,
      exitCode: 1,
    });
  });
});

describe('a failure with --verbose', () => {
  test('is followed by the stack and its causes, and the message stays one line', () => {
    const cause = new Error('the disk is gone');
    const error = new SampleError('A_CODE', 'cannot go on', { cause });
    const { message, text } = describeFailure(error, hints, true);
    expect(message).toBe('cannot go on');
    const [first, ...stack] = text.split('\n');
    expect(first).toBe('error: cannot go on [A_CODE]');
    expect(stack.join('\n')).toMatch(/^SampleError: cannot go on\n +at [^]*the disk is gone/);
  });

  test('does not ask for what is there', () => {
    const [first] = describeFailure(new TypeError('not a function'), hints, true).text.split('\n');
    expect(first).toBe('error: not a function [UNKNOWN]');
  });
});

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] satisfies [EndingSignal, number][])(
  'a command that %s ended says how to go on, and ends with %i',
  (signal, exitCode) => {
    const text = 'interrupted; run the same command to go on';
    const expected = { code: 'CLI_INTERRUPTED', message: text, text, exitCode };
    expect(describeQuietly(new InterruptedError(signal))).toEqual(expected);
    expect(describeFailure(new InterruptedError(signal), hints, true)).toEqual(expected);
  },
);
