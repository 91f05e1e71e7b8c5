import type { CompleteTrainingConfig } from '@gender/classifier';
import { required, type Random } from '@gender/core';

/** The options that a search draws, each by itself; one row for each. */
const space: {
  readonly [Name in keyof DrawnOptions]: (random: Random) => DrawnOptions[Name];
} = {
  hiddenUnits: drawUnits,
  dropout: (random) => round(0.7 * random.next(), 2),
  learningRate: (random) => logUniform(random, 1e-5, 1e-2),
  l2: (random) => (random.next() < 0.5 ? 0 : logUniform(random, 1e-6, 1e-2)),
  labelSmoothing: (random) => oneOf(random, [0, 0.05, 0.1, 0.2]),
  batchSize: (random) => oneOf(random, [16, 32, 64, 128]),
};

/** What is drawn. */
interface DrawnOptions extends Pick<
  CompleteTrainingConfig,
  'hiddenUnits' | 'l2' | 'labelSmoothing' | 'batchSize'
> {
  readonly dropout: number;
  readonly learningRate: number;
}

/**
 * Draws training options: 0 to 3 hidden layers of 64 to 1024 units, none wider than the one before; dropout
 * in [0, 0.7]; the learning rate log-uniform in [1e-5, 1e-2]; L2 none half of the time, else log-uniform in [1e-6, 1e-2];
 * label smoothing 0, 0.05, 0.1 or 0.2; batches of 16, 32, 64 or 128. Numbers have at most three digits.
 *
 * @param base - what the other options are
 */
export function sampleConfig(base: CompleteTrainingConfig, random: Random): CompleteTrainingConfig {
  const draw = <Name extends keyof DrawnOptions>(name: Name): DrawnOptions[Name] =>
    space[name](random.fork(name));
  return {
    ...base,
    hiddenUnits: draw('hiddenUnits'),
    dropout: draw('dropout'),
    l2: draw('l2'),
    labelSmoothing: draw('labelSmoothing'),
    batchSize: draw('batchSize'),
    adam: { ...base.adam, learningRate: draw('learningRate') },
  };
}

function drawUnits(random: Random): number[] {
  return Array.from({ length: random.integer(4) }, () =>
    oneOf(random, [64, 128, 256, 512, 1024]),
  ).sort((a, b) => b - a);
}

function logUniform(random: Random, low: number, high: number): number {
  return Number((low * (high / low) ** random.next()).toPrecision(3));
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}

function oneOf<T>(random: Random, values: readonly T[]): T {
  return required(values[random.integer(values.length)], 'a drawn value');
}
