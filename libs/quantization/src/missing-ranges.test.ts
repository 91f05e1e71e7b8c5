import { describe, expect, it } from 'vitest';
import { smallNetwork } from '../test/small-network.js';
import { missingRanges } from './missing-ranges.js';

describe('missingRanges', () => {
  it('names the activations that have no range', () => {
    const range = { min: 0, max: 1 };
    const ranges = { image: range, relu: range };
    expect(missingRanges(smallNetwork(), { ranges, weightBits: 8 })).toEqual([]);
    const renamed = { image: range, conv1_relu: range };
    expect(missingRanges(smallNetwork(), { ranges: renamed, weightBits: 8 })).toEqual(['relu']);
  });
});
