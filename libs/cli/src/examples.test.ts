import { describe, expect, it } from 'vitest';
import { formatExamples } from './examples.js';

describe('formatExamples', () => {
  it('writes what a shell takes as it stands: descriptions are comments', () => {
    expect(formatExamples('gender-train merge', [['', 'all parts']], 80)).toBe(
      'Examples:\n  # all parts\n  gender-train merge',
    );
  });

  it('breaks a long command before a word, with a backslash, within the width', () => {
    const flags = '--dataset GenderDataset --hidden-units 256 --dropout 0.3 --l2 1e-5';
    const text = formatExamples('gender-train train', [[flags, 'a smaller head']], 50);
    expect(text.split('\n').slice(2)).toEqual([
      '  gender-train train --dataset GenderDataset \\',
      '      --hidden-units 256 --dropout 0.3 --l2 1e-5',
    ]);
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(50);
    const words = text.split('\n').slice(2).join('\n').replaceAll('\\\n', '').trim().split(/\s+/);
    expect(words.join(' ')).toBe(`gender-train train ${flags}`);
  });
});
