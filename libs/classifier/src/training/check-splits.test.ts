import type { FeatureStore } from '@gender/features';
import { describe, expect, it } from 'vitest';
import { memoryStore } from '../../test/memory-store.js';
import { checkClasses } from './check-classes.js';
import { checkStores } from './check-splits.js';

/** A split with so many pictures of each class. */
function split(counts: Record<string, number>): Parameters<typeof checkClasses>[1]['train'] {
  const images = Object.values(counts).flatMap((count, label) =>
    Array.from({ length: count }, () => ({ label })),
  );
  return { classes: Object.keys(counts), images };
}

const warnings: string[] = [];
const logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: (message: string) => void warnings.push(message),
};

describe('the classes of a training', () => {
  const both = split({ Female: 2, Male: 2 });

  it.each([
    ['one class', split({ Female: 2 }), split({ Female: 1 }), 'one class only (Female)'],
    ['none', split({}), split({}), 'at least two'],
    ['a validation without a class', both, split({ Male: 1 }), 'but Male in its validation split'],
    ['others', both, split({ Cat: 1, Dog: 1 }), 'the classes Female, Male in its training split'],
    ['an empty class', split({ Female: 2, Male: 0 }), both, 'no training pictures of Male'],
  ])('are refused: %s', (_, train, validation, words) => {
    const check = (): void => checkClasses('data/Tiny', { train, validation });
    expect(check).toThrow(words);
    expect(check).toThrow(expect.objectContaining({ code: 'CLASSIFIER_FEATURES' }));
  });

  it('may lack validation pictures, with a warning', () => {
    warnings.length = 0;
    checkClasses('Tiny', { train: both, validation: both }, logger);
    expect(warnings).toEqual([]);
    checkClasses('Tiny', { train: both, validation: split({ Female: 1, Male: 0 }) }, logger);
    expect(warnings).toEqual([expect.stringContaining('no validation pictures of Male')]);
  });
});

describe('validation pictures that are training pictures', () => {
  it.each([
    ['all', memoryStore(9, 1), '9 of 9 validation pictures are training pictures too'],
    ['some', mixed(memoryStore(9, 2), memoryStore(3, 1)), '3 of 9 validation pictures'],
  ])('are warned of: %s', (_, validation, words) => {
    warnings.length = 0;
    checkStores(memoryStore(20, 1), validation, logger);
    expect(warnings).toEqual([expect.stringContaining(words)]);
  });

  /** A store with the first pictures of another. */
  function mixed(store: FeatureStore, { record }: FeatureStore): FeatureStore {
    const images = [...record.images, ...store.record.images.slice(record.images.length)];
    return { ...store, record: { ...store.record, images } };
  }
});
