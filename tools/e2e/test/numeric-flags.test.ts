import { UsageError, type App } from '@gender/cli';
import { app as converter } from '@gender/converter';
import { app as evaluator } from '@gender/evaluator';
import { app as preparer } from '@gender/preparer';
import { app as serve } from '@gender/serve';
import { app as trainer } from '@gender/trainer';
import { describe, expect, test } from 'vitest';

const apps: readonly App[] = [converter, preparer, trainer, evaluator, serve];

/** How the words of a flag reach its command: a text, the words of a list, or a name with a value. */
const forms: Readonly<Record<string, (text: string) => unknown>> = {
  text: (text) => text,
  list: (text) => [text],
  named: (text) => [`Female=${text}`],
};

/** What must be given for a command to be taken at all. */
const needed = {
  ...{ file: 'x', first: 'x', second: 'x', csv: 'x', model: 'x' },
  ...{ images: ['x'], results: ['x', 'y'] },
};

/** Every flag that takes numbers: some number is taken, and a word is not. */
const numericFlags = apps.flatMap((app) =>
  app.commands.flatMap((command) => {
    const takes = (key: string, value: unknown): boolean => {
      const given = Object.keys(needed).filter((each) => each in command.options);
      const values = Object.fromEntries(given.map((each) => [each, valueOf(each)]));
      try {
        command.prepare({ ...values, [key]: value });
        return true;
      } catch (error) {
        if (error instanceof UsageError) return false;
        throw error;
      }
    };
    return [...Object.keys(command.options), 'seed'].flatMap((key) =>
      Object.entries(forms)
        .filter(([, form]) => ['1', '0.5'].some((text) => takes(key, form(text))))
        .filter(([, form]) => !takes(key, form('word')))
        .map(([form, words]) => ({
          name: `${app.name} ${command.name} ${key} (${form})`,
          takes: (text: string) => takes(key, words(text)),
        })),
    );
  }),
);

function valueOf(key: string): unknown {
  return new Map<string, unknown>(Object.entries(needed)).get(key);
}

/** What `Number` takes, or people write, and is no decimal number. */
const noNumbers = [
  ...[
    '',
    ' ',
    'NaN',
    'nan',
    'Infinity',
    '-Infinity',
    'inf',
    '1e999',
    '-1e999',
    '0x10',
    '0b1',
    '0o7',
  ],
  ...['1_000', '1,5', '1e', 'e5', '.', '+', '--', '٣', 'null', 'true', '1n', '2 3', '50%'],
];

describe('a flag that takes numbers', () => {
  test('is found, whatever command has it', () => {
    const names = numericFlags.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining([
        'gender-convert diff tolerance (text)',
        'gender-prepare prepare maxBroken (text)',
        'gender-train train hiddenUnits (list)',
        'gender-train train dropout (list)',
        'gender-train train classWeights (named)',
        'gender-train train learningRate (text)',
        'gender-evaluate score batchMean (text)',
        'gender-evaluate doctor seed (text)',
      ]),
    );
    expect(names.length).toBeGreaterThan(30);
  });

  test.each(numericFlags)('takes decimal numbers alone: $name', ({ takes }) => {
    expect(noNumbers.filter(takes)).toEqual([]);
  });
});
