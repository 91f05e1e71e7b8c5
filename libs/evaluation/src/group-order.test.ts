import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareGroups } from './group-order.js';

test('sorts groups by age or name, the unknown ones last', () => {
  const ages = ['unknown', '100-109', '20-29', '0-9'];
  expect(ages.toSorted(compareGroups)).toEqual(['0-9', '20-29', '100-109', 'unknown']);
  expect(['unknown', 'none', 'glasses'].toSorted(compareGroups)).toEqual([
    'glasses',
    'none',
    'unknown',
  ]);
});

test('unknown ones are last even behind names after them, and numbers before names', () => {
  const groups = ['white', 'unknown', '10-19', 'dark', '2', 'Infinity'];
  expect(groups.toSorted(compareGroups)).toEqual([
    ...['2', '10-19', 'dark', 'Infinity', 'white', 'unknown'],
  ]);
});

test('the order of groups does not depend on how they come', () => {
  const group = fc.constantFrom('white', 'unknown', '10-19', 'dark', '9', '9a', 'Infinity', '');
  fc.assert(
    fc.property(fc.array(group), (groups) => {
      const sorted = groups.toSorted(compareGroups);
      expect(groups.toReversed().toSorted(compareGroups)).toEqual(sorted);
    }),
  );
});
