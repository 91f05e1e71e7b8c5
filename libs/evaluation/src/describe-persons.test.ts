import { clusterNumbers, shownPersons } from '@gender/metrics';
import { expect, test } from 'vitest';
import { describePersons } from './describe-persons.js';

test.each<[(string | undefined)[], string | undefined]>([
  [[undefined, undefined], undefined],
  [['Ann', 'Ann', 'Eve'], '2 persons'],
  [['Ann', 'Ann', undefined], '1 person and 1 picture of an unknown person'],
  [['Ann', 'Eve', undefined, undefined], '2 persons and 2 pictures of unknown persons'],
])('of %j it is said that they show %s', (persons, words) => {
  expect(describePersons(shownPersons(clusterNumbers(persons)))).toBe(words);
});
