import { createRandom } from '@gender/core';
import { describe, expect, it } from 'vitest';
import {
  initialState,
  shouldContinue,
  startOfEpoch,
  trainingStateSchema,
} from './training-state.js';

const random = createRandom(7);

describe('shouldContinue', () => {
  it.each([
    [1, 0, true],
    [10, 9, true],
    [11, 10, false],
    [4, 1, true],
    [5, 1, false],
    [3, 0, true],
    [4, 0, false],
  ])('before epoch %i, the best being %i: %s', (epoch, best, expected) => {
    const state = {
      ...initialState(random),
      best: { epoch: best, valAccuracy: 0.5 },
      current: startOfEpoch(random, epoch),
    };
    expect(shouldContinue(state, { epochs: 10, patience: 3 })).toBe(expected);
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
