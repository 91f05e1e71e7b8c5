import { writeFileSync } from 'node:fs';
import { defaultTraining, readTrainingConfig, trainingOptions } from '@gender/classifier';
import { temporaryFolder } from '@gender/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { configFlags, trainingConfig } from './training-options.js';

const inFolder = temporaryFolder();

/** The words of a command line that stand for a value, as text and numbers reach an option's schema. */
function wordsFor(name: string, value: unknown): unknown {
  if (name === 'hiddenUnits') return [value].flat().map(String);
  if (name === 'dropout') return [value].flat();
  if (name === 'classWeights') return [`Female=${String(value)}`];
  return value;
}

/** The config that says of one option what a flag says. */
function configFor(name: string, group: string | undefined, value: unknown): object {
  const entry = name === 'classWeights' ? { Female: value } : value;
  const config = { [name]: name === 'hiddenUnits' ? [value].flat() : entry };
  return group === undefined ? config : { [group]: config };
}

describe('a training option', () => {
  test('has a flag, whatever the table lists', () => {
    expect(configFlags.map(({ name }) => name)).toEqual(trainingOptions.map(({ name }) => name));
    const defaults = configFlags.map(({ name, default: value }) => [name, value]);
    expect(defaults).toEqual(trainingOptions.map(({ name, default: value }) => [name, value]));
  });

  const noNumbers = ['null', 'true', '"1"', '"NaN"', '""', '{}', '[null]', '1e999', '-1e999'];

  test.each(configFlags)('takes no other value than numbers by config: $name', async (option) => {
    const { name, group } = option;
    const file = inFolder('config.json');
    const accepted: string[] = [];
    for (const text of noNumbers) {
      const value = name === 'classWeights' ? `{"Female":${text}}` : text;
      const entry = `{"${name}":${name === 'hiddenUnits' ? `[${value}]` : value}}`;
      writeFileSync(file, group === undefined ? entry : `{"${group}":${entry}}`);
      await readTrainingConfig(file).then(
        () => accepted.push(text),
        () => undefined,
      );
    }
    expect(accepted).toEqual([]);
  });

  const numbers = [-1, -0.5, 0, 1e-9, 1e-8, 1e-3, 0.5, 0.999, 1, 1.5, 2, 1024, 1025, 2000, 1e9];

  test.each(configFlags)('has the same range by flag and by config: $name', async (option) => {
    const { name, group, schema } = option;
    const file = inFolder('config.json');
    const agree = async (value: number): Promise<boolean> => {
      writeFileSync(file, JSON.stringify(configFor(name, group, value)));
      const read = readTrainingConfig(file);
      const accepted = await read.then(
        () => true,
        () => false,
      );
      return schema.safeParse(wordsFor(name, value)).success === accepted;
    };
    for (const value of numbers) expect(await agree(value), `${name} ${value}`).toBe(true);
    await fc.assert(fc.asyncProperty(fc.double({ noNaN: true, noDefaultInfinity: true }), agree), {
      numRuns: 50,
    });
  });

  test.each(configFlags)('means the same by flag and by config: $name', async (option) => {
    const { name, group, key, schema } = option;
    const value = /^(epochs|batchSize|patience|hiddenUnits)$/.test(name) ? 7 : 0.25;
    const file = inFolder('config.json');
    writeFileSync(file, JSON.stringify(configFor(name, group, value)));
    const byFlag = await trainingConfig({ [key]: schema.parse(wordsFor(name, value)) });
    expect(byFlag).toEqual(await trainingConfig({ config: file }));
    expect(byFlag).not.toEqual(defaultTraining);
  });

  test('comes from its flag rather than from the config, others of its group from the config', async () => {
    const file = inFolder('config.json');
    writeFileSync(file, JSON.stringify({ epochs: 4, l2: 0.1, adam: { beta1: 0.7, beta2: 0.8 } }));
    expect(await trainingConfig({ config: file, epoch: 2, beta2: 0.5 })).toEqual({
      ...defaultTraining,
      ...{ epochs: 2, l2: 0.1 },
      adam: { ...defaultTraining.adam, beta1: 0.7, beta2: 0.5 },
    });
  });
});
