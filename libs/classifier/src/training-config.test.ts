import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  completeConfig,
  defaultTraining,
  lossOf,
  trainingConfigSchema,
  trainingOptions,
} from './training-config.js';

describe('the table of training options', () => {
  it('has a row for every option of a config, with the default that is taken', () => {
    const rows = trainingOptions.map(({ group, name, default: value }) => [
      group ? `${group}.${name}` : name,
      value,
    ]);
    expect(Object.fromEntries(rows)).toEqual({
      hiddenUnits: '1024 256',
      dropout: '0.5',
      epochs: '10',
      batchSize: '32',
      patience: '3',
      'adam.learningRate': '0.0001',
      'adam.beta1': '0.9',
      'adam.beta2': '0.999',
      'adam.epsilon': '1e-7',
      l2: '0',
      labelSmoothing: '0',
      classWeights: '1 each',
    });
  });

  it('says in words what each means, and agrees with the schema of a config about what it may be', () => {
    for (const { group, name, schema, description } of trainingOptions) {
      expect(description).not.toBe('');
      fc.assert(
        fc.property(fc.jsonValue(), fc.double(), fc.integer(), (json, real, integer) => {
          for (const value of [json, real, integer, [integer], [real]]) {
            const config = group ? { [group]: { [name]: value } } : { [name]: value };
            expect(trainingConfigSchema.safeParse(config).success, JSON.stringify(config)).toBe(
              schema.safeParse(value).success,
            );
          }
        }),
        { numRuns: 30 },
      );
    }
  });
});

describe('completeConfig', () => {
  it('fills in what is left open, in Adam too', () => {
    const complete = completeConfig({ epochs: undefined, l2: 0.1, adam: { beta1: 0.5 } });
    expect(complete).toEqual({
      ...defaultTraining,
      l2: 0.1,
      adam: { ...defaultTraining.adam, beta1: 0.5 },
    });
  });

  it('takes the training options out of others', () => {
    const others = { dataset: 'Small', patience: 4 };
    expect(completeConfig(others)).toEqual({ ...defaultTraining, patience: 4 });
  });

  it.each([
    [{ epochs: 0 }, 'epochs is not valid'],
    [{ hiddenUnits: [8, 1.5] }, 'hiddenUnits.1 is not valid'],
    [{ adam: { epsilon: 1e-9 } }, 'adam.epsilon is not valid'],
    [{ adam: { learningRate: Number.NaN } }, 'adam.learningRate is not valid'],
    [{ l2: Infinity }, 'l2 is not valid'],
    [{ classWeights: { Female: -1 } }, 'classWeights.Female is not valid'],
  ])('refuses %j', (config, words) => {
    expect(() => completeConfig(config)).toThrow(
      expect.objectContaining({
        code: 'CLASSIFIER_OPTIONS',
        message: expect.stringContaining(words) as string,
      }),
    );
  });
});

describe('lossOf', () => {
  it('are the options that change the loss', () => {
    const config = completeConfig({ epochs: 4, l2: 0.1, classWeights: 'balanced' });
    expect(lossOf(config)).toEqual({ l2: 0.1, labelSmoothing: 0, classWeights: 'balanced' });
  });
});
