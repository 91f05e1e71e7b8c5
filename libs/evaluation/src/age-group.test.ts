import { expect, test } from 'vitest';
import { ageGroup, compareAgeGroups } from './age-group.js';

test.each([
  ['Female/103_Age01.jpg', '0-9'],
  ['Female/100_Age31.jpg', '30-39'],
  ['Male/7_Age100.png', '100-109'],
  ['Male/7_Age40', '40-49'],
  ['Male_Age20/face.jpg', 'unknown'],
  ['Male/7_Age40_crop.jpg', 'unknown'],
])('%s is in the group %s', (file, group) => {
  expect(ageGroup(file)).toBe(group);
});

test('sorts groups by age, the unknown ones last', () => {
  const groups = ['unknown', '100-109', '20-29', '0-9'];
  expect(groups.toSorted(compareAgeGroups)).toEqual(['0-9', '20-29', '100-109', 'unknown']);
});
