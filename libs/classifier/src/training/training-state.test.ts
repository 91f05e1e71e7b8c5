import { createRandom } from '@gender/core';
import { describe, expect, it } from 'vitest';
import { initialState, startOfEpoch, stopReason, trainingStateSchema } from './training-state.js';

const random = createRandom(7);

describe('stopReason', () => {
  it.each([
    [1, 0, undefined],
    [10, 9, undefined],
    [11, 10, 'epochs'],
    [11, 7, 'epochs'],
    [4, 1, undefined],
    [5, 1, 'patience'],
    [3, 0, undefined],
    [4, 0, 'patience'],
  ])('before epoch %i, the best being %i: %s', (epoch, best, expected) => {
    const state = {
      ...initialState(random),
      best: { epoch: best, valAccuracy: 0.5, crossEntropy: 0.6 },
      current: startOfEpoch(random, epoch),
    };
    expect(stopReason(state, { epochs: 10, patience: 3 })).toBe(expected);
  });
});

describe('a state', () => {
  it('survives the JSON of a checkpoint', () => {
    const state = initialState(random);
    state.epochs.push({
      epoch: 1,
      loss: 0.5,
      accuracy: 1,
      valLoss: 0.25,
      valAccuracy: 0.75,
      seconds: 2,
    });
    expect(trainingStateSchema.parse(JSON.parse(JSON.stringify(state)))).toEqual(state);
  });

  it.each(['epochs', 'best', 'current'])('is refused without its %s', (key) => {
    const { [key]: _, ...others } = { ...initialState(random) } as Record<string, unknown>;
    expect(trainingStateSchema.safeParse(others).success).toBe(false);
  });

  it('draws the masks of each epoch from a generator of its own, the same for the same seed', () => {
    expect(startOfEpoch(random, 2)).toEqual(startOfEpoch(createRandom(7), 2));
    expect(startOfEpoch(random, 2).masks).not.toEqual(startOfEpoch(random, 3).masks);
    expect(startOfEpoch(random, 2).masks).not.toEqual(startOfEpoch(createRandom(8), 2).masks);
  });
});
