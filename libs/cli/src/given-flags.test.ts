import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { formatCommandLine, givenFlags } from './given-flags.js';

const table = {
  dataset: { schema: z.string().default('Small'), description: '' },
  dataRoot: { schema: z.string().optional(), description: '' },
  units: { schema: z.array(z.number()).default([8]), description: '' },
  verify: { schema: z.boolean().default(false), description: '' },
};

test('only what is not taken anyhow is given', () => {
  const usual = { dataset: 'Small', dataRoot: undefined, units: [8], verify: false };
  expect(givenFlags(table, { ...usual, dataset: 'Big', dataRoot: 'my data' })).toEqual([
    ...['--dataset', 'Big', '--data-root', 'my data', '--units', '8'],
  ]);
  expect(givenFlags(table, { ...usual, units: [4, 2], verify: true })).toEqual([
    ...['--units', '4', '2', '--verify'],
  ]);
});

test('a shell reads a command line as it was meant', () => {
  const words = fc.array(
    fc.string({ minLength: 1 }).map((text) => text.replaceAll('\0', 'x')),
    {
      minLength: 1,
      maxLength: 12,
    },
  );
  fc.assert(
    fc.property(words, (args) => {
      const line = `printf '%s\\0' ${formatCommandLine(args)}`;
      const read = execFileSync('sh', ['-c', line]).toString('utf8').split('\0').slice(0, -1);
      expect(read).toEqual(args);
    }),
    { numRuns: 20 },
  );
});

test('a word that needs no quotes has none', () => {
  expect(formatCommandLine(['gender-train', '--dataset', 'A b', "it's"])).toBe(
    `gender-train --dataset 'A b' 'it'\\''s'`,
  );
});
