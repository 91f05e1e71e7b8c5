import { expect, test } from 'vitest';
import { ageGroup, compareGroups } from './age-group.js';

test.each([
  [1, '0-9'],
  [31, '30-39'],
  [100, '100-109'],
  [undefined, 'unknown'],
])('%s is in the group %s', (age, group) => {
  expect(ageGroup(age)).toBe(group);
});

test('sorts groups by age or name, the unknown ones last', () => {
  const ages = ['unknown', '100-109', '20-29', '0-9'];
  expect(ages.toSorted(compareGroups)).toEqual(['0-9', '20-29', '100-109', 'unknown']);
  expect(['unknown', 'none', 'glasses'].toSorted(compareGroups)).toEqual([
    'glasses',
    'none',
    'unknown',
  ]);
});
