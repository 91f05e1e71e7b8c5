import { createRandom } from '@gender/core';
import { describe, expect, it } from 'vitest';
import { memoryStore, rowShape } from '../../test/memory-store.js';
import { createHead } from '../head/create-head.js';
import { trainingFingerprint, type FingerprintInputs } from './fingerprint.js';

const classes = ['Female', 'Male'];
const sizes = { inputShape: rowShape, classes, hiddenUnits: [4], dropout: 0.5 };

function headOf(changes: Partial<typeof sizes> = {}, seed = 1): FingerprintInputs['head'] {
  return createHead({ ...sizes, ...changes, random: createRandom(seed) });
}

const inputs: FingerprintInputs = {
  head: headOf(),
  initialWeights: 'abc',
  train: memoryStore(10, 1),
  validation: memoryStore(5, 2),
  options: { epochs: 3, adam: { learningRate: 0.01 } },
};

describe('trainingFingerprint', () => {
  it('is the SHA-256 of what decides the result, the same every time', () => {
    expect(trainingFingerprint(inputs)).toMatch(/^[0-9a-f]{64}$/);
    expect(trainingFingerprint({ ...inputs })).toBe(trainingFingerprint(inputs));
  });

  it.each<[string, Partial<FingerprintInputs>]>([
    ['initial weights', { initialWeights: 'abd' }],
    ['training pictures', { train: memoryStore(11, 1) }],
    ['validation pictures', { validation: memoryStore(6, 2) }],
    ['backbone', { train: memoryStore(10, 1, 'two') }],
    ['option', { options: { epochs: 4, adam: { learningRate: 0.01 } } }],
    ['nested option', { options: { epochs: 3, adam: { learningRate: 0.02 } } }],
    ['hidden layer', { head: headOf({ hiddenUnits: [5] }) }],
    ['dropout rate', { head: headOf({ dropout: 0.25 }) }],
  ])('is another for another %s', (_, changes) => {
    expect(trainingFingerprint({ ...inputs, ...changes })).not.toBe(trainingFingerprint(inputs));
  });

  it('does not read the weights in the tensors, which their own hash stands for', () => {
    expect(trainingFingerprint({ ...inputs, head: headOf({}, 2) })).toBe(
      trainingFingerprint(inputs),
    );
  });
});
