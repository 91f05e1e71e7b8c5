import { silentLogger } from '@gender/core';
import { expect, it } from 'vitest';
import type { DatasetError } from '../dataset-error.js';
import { checkContradictions } from './check-contradictions.js';
import type { Likeness } from './group-duplicates.js';
import type { DuplicatePair } from './mark-duplicates.js';

const pair = (likeness: Likeness, label = 'Male', number = 1): DuplicatePair => ({
  first: { path: `a${number}.jpg`, label: 'Female' },
  second: { path: `b${number}.jpg`, label },
  likeness,
});

function check(pairs: DuplicatePair[], method: 'persons' | 'original' = 'persons'): string[] {
  const warnings: string[] = [];
  const note = (message: string) => void warnings.push(message);
  checkContradictions('faces', pairs, method, { ...silentLogger, warn: note });
  return warnings;
}

it.each(['file', 'pixels'] as const)('the same %s in two classes is refused', (likeness) => {
  expect(() => check([pair('near', 'Male', 2), pair(likeness)])).toThrow(
    expect.objectContaining<Partial<DatasetError>>({
      code: 'DATASET_LABELS',
      message:
        'faces has the same picture in two classes: a1.jpg (Female) and b1.jpg (Male); remove or relabel one of each',
    }),
  );
});

it('copies of one class are neither refused nor named', () => {
  expect(check([pair('file', 'Female'), pair('pixels', 'Female'), pair('near', 'Female')])).toEqual(
    [],
  );
});

it('pictures that are nearly the same, and all of the published split, are named in a warning', () => {
  const warning =
    'pictures that are the same or nearly so in two classes: a1.jpg (Female) and b1.jpg (Male)';
  expect(check([pair('near')])).toEqual([warning]);
  expect(check([pair('file')], 'original')).toEqual([warning]);
});

it('twenty pairs are named, and how many more there are', () => {
  const pairs = Array.from({ length: 23 }, (_, number) => pair('file', 'Male', number));
  expect(() => check(pairs)).toThrow(
    'a19.jpg (Female) and b19.jpg (Male); and 3 more; remove or relabel one of each',
  );
  expect(() => check(pairs.slice(0, 20))).toThrow('b19.jpg (Male); remove');
});
