import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { choicesOf, defaultOf, flagOf, kindOf, parseNumber, parseOptions } from './option.js';

const of = (schema: z.ZodType): { schema: z.ZodType; description: string } => ({
  schema,
  description: 'how many',
});

describe('a decimal number', () => {
  test('is what JavaScript writes of it, whatever it is', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(parseNumber(String(value)) + 0).toBe(value + 0);
        expect(parseNumber(value.toExponential()) + 0).toBe(value + 0);
      }),
    );
  });

  test.each([
    ['1e-4', 1e-4],
    ['.5', 0.5],
    ['5.', 5],
    ['+3', 3],
    [' 7 ', 7],
    ['1E3', 1000],
  ])('%j is %d', (text, value) => {
    expect(parseNumber(text)).toBe(value);
  });

  test.each(['', ' ', '0x10', '0b1', 'Infinity', 'NaN', '1_000', '1,5', '1e', '.', '1 2', '٣'])(
    '%j is none',
    (text) => {
      expect(parseNumber(text)).toBeNaN();
    },
  );
});

describe('an option', () => {
  test.each([
    [z.boolean().default(false), 'boolean'],
    [z.number().int().min(1).optional(), 'number'],
    [z.array(z.string()).min(1), 'list'],
    [
      z
        .array(z.number())
        .transform((rates) => rates[0])
        .pipe(z.number()),
      'list',
    ],
    [z.preprocess(String, z.enum(['a'])).default('a'), 'text'],
    [z.string().transform(Number), 'text'],
  ])('is read as its schema says: %#', (schema, kind) => {
    expect(kindOf(of(schema))).toBe(kind);
  });

  test('has the flag of its key', () => {
    expect(['dataRoot', 'seed', 'acceptOtherPrecision'].map(flagOf)).toEqual([
      'data-root',
      'seed',
      'accept-other-precision',
    ]);
  });

  test('lists its values and its default where the schema has them', () => {
    const option = of(z.enum(['fp32', 'int8']).default('fp32'));
    expect(choicesOf(option)).toEqual(['fp32', 'int8']);
    expect(defaultOf(option)).toEqual({ required: false, value: 'fp32' });
    expect(defaultOf(of(z.string().optional()))).toEqual({ required: false, value: undefined });
    expect(defaultOf(of(z.string()))).toEqual({ required: true });
  });
});

describe('words of a command line', () => {
  const table = {
    count: of(z.number().int().min(1).default(3)),
    rates: of(z.array(z.number()).default([])),
    name: of(z.string()),
  };

  test('become values of the types that the table says', () => {
    expect(parseOptions(table, { count: '7', rates: ['0.5', '1e-3'], name: '007' })).toEqual({
      count: 7,
      rates: [0.5, 0.001],
      name: '007',
    });
  });

  test.each([
    [{}, '--name is missing: how many'],
    [{ name: '' }, '--name needs a value: how many'],
    [{ name: 'a', count: '0' }, '--count=0 is not valid: expected at least 1'],
    [{ name: 'a', count: '0x10' }, '--count=0x10 is not valid: expected a number'],
    [{ name: 'a', rates: ['1', 'x'] }, '--rates=1,x is not valid: expected a number'],
  ])('are refused by the flag that is at fault: %j', (values, message) => {
    expect(() => parseOptions(table, values)).toThrow(message);
  });
});
