import { completeConfig, defaultTraining } from '@gender/classifier';
import { createRandom } from '@gender/core';
import { expect, test } from 'vitest';
import { sampleConfig } from './sample-config.js';

const base = completeConfig({ epochs: 7, patience: 2, adam: { beta1: 0.8 } });
const drawn = Array.from({ length: 400 }, (_, trial) =>
  sampleConfig(base, createRandom(3).fork(trial)),
);

test('draws lie in their ranges, reach all of them, and are options of a training', () => {
  for (const config of drawn) {
    expect(completeConfig(config)).toEqual(config);
    expect(config.hiddenUnits).toEqual([...config.hiddenUnits].sort((a, b) => b - a));
    expect(config.hiddenUnits.every((units) => [64, 128, 256, 512, 1024].includes(units))).toBe(
      true,
    );
  }
  const range = (of: (config: typeof base) => number): [number, number] => {
    const values = drawn.map(of);
    return [Math.min(...values), Math.max(...values)];
  };
  expect(new Set(drawn.map(({ hiddenUnits }) => hiddenUnits.length))).toEqual(
    new Set([0, 1, 2, 3]),
  );
  expect(new Set(drawn.map(({ batchSize }) => batchSize))).toEqual(new Set([16, 32, 64, 128]));
  expect(new Set(drawn.map(({ labelSmoothing }) => labelSmoothing)).size).toBe(4);
  const [low, high] = range(({ adam }) => adam.learningRate);
  expect([low >= 1e-5, low < 1.5e-5, high <= 1e-2, high > 8e-3]).toEqual([true, true, true, true]);
  const rates = drawn.map(({ adam }) => Math.log10(adam.learningRate));
  expect(rates.reduce((sum, rate) => sum + rate, 0) / 400).toBeCloseTo(-3.5, 0);
  const zeros = drawn.filter(({ l2 }) => l2 === 0).length;
  // Four standard deviations of a fair coin.
  expect(Math.abs(zeros - 200)).toBeLessThan(40);
  const [least, most] = range(({ dropout }) => Number(dropout));
  expect([least >= 0, most <= 0.7, most - least > 0.6]).toEqual([true, true, true]);
});

test('leaves what is not drawn as it is, and depends on its generator alone', () => {
  const [config] = drawn;
  expect(config).toMatchObject({ epochs: 7, patience: 2 });
  expect(config!.adam).toMatchObject({ beta1: 0.8, beta2: defaultTraining.adam.beta2 });
  expect(sampleConfig(base, createRandom(3).fork(0))).toEqual(config);
  expect(drawn[1]).not.toEqual(config);
});
