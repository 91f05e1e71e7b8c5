import { wilsonInterval } from '@gender/metrics';
import { expect, test } from 'vitest';
import { scoreGroups } from './group-scores.js';

/** Ten pictures: of `dark` 3 of 4 right, of `light` all 6. */
const groups = Array.from({ length: 10 }, (_, picture) => (picture < 4 ? 'dark' : 'light'));
const labels = Array.from({ length: 10 }, (_, picture) => picture % 2);
const right = Array.from({ length: 10 }, (_, picture) => picture !== 1);
const pictures = { classes: ['a', 'b'], labels, right };

test('scores each group and what it has more than the rest', () => {
  const { by, groups: found } = scoreGroups('skin', groups, pictures);
  expect(by).toBe('skin');
  const [dark, light] = found;
  expect(dark).toMatchObject({
    ...{ group: 'dark', images: 4, few: true, accuracy: 0.75, interval: wilsonInterval(3, 4) },
    errors: [
      { name: 'a', images: 2, rate: 0, interval: wilsonInterval(0, 2) },
      { name: 'b', images: 2, rate: 0.5, interval: wilsonInterval(1, 2) },
    ],
    gap: {
      accuracy: { difference: -0.25 },
      errors: [
        { name: 'a', difference: 0 },
        { name: 'b', difference: 0.5 },
      ],
    },
  });
  expect(light!.gap!.accuracy.difference).toBe(0.25);
  // Newcombe: 1 − 0.75 less and more by the roots of the squared distances of Wilson's limits.
  const [of4, of6] = [wilsonInterval(3, 4), wilsonInterval(6, 6)];
  const { low, high } = light!.gap!.accuracy.interval;
  expect(low).toBeCloseTo(0.25 - Math.hypot(1 - of6.low, of4.high - 0.75), 12);
  expect(high).toBeCloseTo(0.25 + Math.hypot(of6.high - 1, 0.75 - of4.low), 12);
});

test('a class that only one side has is not compared', () => {
  const { groups: found } = scoreGroups('class', ['a', 'a', 'b'], {
    ...pictures,
    ...{ labels: [0, 0, 1], right: [true, false, true] },
  });
  expect(found.map(({ errors }) => errors.map(({ name }) => name))).toEqual([['a'], ['b']]);
  expect(found.map(({ gap }) => gap!.errors)).toEqual([[], []]);
});

test('one group of all has nothing to differ from', () => {
  const { groups: found } = scoreGroups('skin', new Array<string>(10).fill('dark'), pictures);
  expect(found).toHaveLength(1);
  expect(found[0]).toMatchObject({ images: 10, accuracy: 0.9 });
  expect(found[0]).not.toHaveProperty('gap');
});

test('groups of fewer than 30 pictures are marked', () => {
  const of = Array.from({ length: 59 }, (_, picture) => (picture < 30 ? 'many' : 'some'));
  const { groups: found } = scoreGroups('by', of, {
    classes: ['a', 'b'],
    labels: of.map(() => 0),
    right: of.map(() => true),
  });
  expect(found.map(({ group, images, few }) => [group, images, few])).toEqual([
    ['many', 30, false],
    ['some', 29, true],
  ]);
});

test('pictures of one person count as one where all agree', () => {
  const clusters = labels.map((_, picture) => Math.floor(picture / 4));
  const { groups: found } = scoreGroups('skin', groups, { ...pictures, clusters });
  // The six light ones are of two persons.
  expect(found[1]).toMatchObject({ images: 6, accuracy: 1, interval: wilsonInterval(2, 2) });
});
