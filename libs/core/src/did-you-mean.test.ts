import { describe, expect, it } from 'vitest';
import { didYouMean } from './did-you-mean.js';

const commands = ['extract', 'train', 'merge', 'doctor'];

describe('didYouMean', () => {
  it.each([
    ['trian', 'train'],
    ['Train', 'train'],
    ['extrct', 'extract'],
    ['docter', 'doctor'],
  ])('takes %s for %s', (word, name) => {
    expect(didYouMean(word, commands)).toBe(`; did you mean "${name}"?`);
  });

  it('takes the nearest of several', () => {
    expect(didYouMean('GenderDataset_Smal', ['GenderDataset', 'GenderDataset_Small'])).toContain(
      '"GenderDataset_Small"',
    );
  });

  it.each(['predict', 'x', '', 'mg'])('knows nothing like "%s"', (word) => {
    expect(didYouMean(word, commands)).toBe('');
    expect(didYouMean(word, [])).toBe('');
  });
});
