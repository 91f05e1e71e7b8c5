import {
  positiveInteger,
  nonNegativeInteger,
  commaSeparated,
  parseFlags,
} from '@gender/testing/flags';
import { expect, it } from 'vitest';
import * as z from 'zod';

const program = {
  usage: 'load.ts --model FILE [--rounds 20]',
  switches: ['quick'],
  schema: z.object({
    model: z.string(),
    rounds: positiveInteger.default(20),
    first: nonNegativeInteger.default(0),
    only: commaSeparated.pipe(z.array(z.enum(['x', 'y']))).optional(),
    quick: z.boolean().default(false),
  }),
};

it('gives what each flag says, or its default', () => {
  const given = ['--model', 'a.h5', '--only=x,y', '--quick'];
  const found = { model: 'a.h5', rounds: 20, first: 0, only: ['x', 'y'], quick: true };
  expect(parseFlags(program, given)).toEqual(found);
});

it.each([
  ['', '--model is missing'],
  ['--model=a --rounds=many', '--rounds: Invalid input: expected number, received NaN'],
  ['--rounds=0 --first=-1', /^--model is missing, --rounds: Too small: .*, --first: Too small: /],
  ['--model=a --only=x,z', '--only: Invalid option: expected one of "x"|"y"'],
  ['--model=a --round=3', /^Unknown option '--round'/],
  ['--model=a more', /^Unexpected argument 'more'/],
])('refuses "%s" in one line that ends with the usage', (words, reason) => {
  const parse = () => parseFlags(program, words.split(' ').filter(Boolean));
  expect(parse).toThrow(reason);
  expect(parse).toThrow(/^.*; usage: load\.ts --model FILE \[--rounds 20\]$/);
});
