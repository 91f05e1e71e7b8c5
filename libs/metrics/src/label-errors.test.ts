import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { suspectedLabels } from './label-errors.js';

interface Golden {
  classes: number;
  labels: number[];
  probabilities: number[];
  suspects: number[];
}

const { cases } = JSON.parse(
  readFileSync(new URL('../test/fixtures/label-errors.json', import.meta.url), 'utf8'),
) as { cases: Golden[] };

describe('suspectedLabels', () => {
  it.each(cases)('are those of cleanlab, of $classes classes', ({ suspects, ...predictions }) => {
    expect(suspects.length).toBeGreaterThan(5);
    const found = suspectedLabels(predictions);
    expect(found.map(({ image }) => image).toSorted((a, b) => a - b)).toEqual(suspects);
  });

  it('are by hand: confident of another class than the label, the least confident label first', () => {
    const [labels, ofFirst] = [
      [0, 0, 0, 1, 1, 1],
      [0.9, 0.8, 0.1, 0.2, 0.7, 0.05],
    ];
    const probabilities = ofFirst.flatMap((p) => [p, 1 - p]);
    // Thresholds: (0.9 + 0.8 + 0.1) / 3 = 0.6 and (0.8 + 0.3 + 0.95) / 3 = 0.683.
    expect(suspectedLabels({ labels, probabilities, classes: 2 })).toEqual([
      { image: 2, probably: 1, confidence: 0.1 },
      { image: 4, probably: 0, confidence: expect.closeTo(0.3, 12) as number },
    ]);
  });

  it('suspects nothing of a class without images', () => {
    const probabilities = [0.1, 0.8, 0.1, 0.2, 0.2, 0.6];
    expect(suspectedLabels({ labels: [1, 1], probabilities, classes: 3 })).toEqual([]);
  });
});
