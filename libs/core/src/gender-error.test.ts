import { describe, expect, it } from 'vitest';
import { GenderError } from './gender-error.js';

type ExampleCode = 'EXAMPLE_SHORT' | 'EXAMPLE_LONG';
class ExampleError extends GenderError<ExampleCode> {
  override readonly name = 'ExampleError';
}

/** Compiles only while the codes of a class are a closed union. */
function explain(error: ExampleError): string {
  switch (error.code) {
    case 'EXAMPLE_SHORT':
      return 'too short';
    case 'EXAMPLE_LONG':
      return 'too long';
  }
}

describe('GenderError', () => {
  it('carries name, code, message and cause', () => {
    const cause = new Error('below');
    const error = new ExampleError('EXAMPLE_SHORT', 'the file is too short', { cause });
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name: 'ExampleError', code: 'EXAMPLE_SHORT', cause });
    expect(String(error)).toBe('ExampleError: the file is too short');
  });

  it('says in one line what a file says in several, without what moves the cursor of a terminal', () => {
    const message = 'a.csv: no class "x\r\n  y\u2028z\u001b[2J\0"; check it';
    const error = new ExampleError('EXAMPLE_SHORT', message);
    expect(error.message).toBe('a.csv: no class "x y z [2J "; check it');
  });

  it('lets a program decide by its code', () => {
    expect(explain(new ExampleError('EXAMPLE_LONG', ''))).toBe('too long');
  });
});
