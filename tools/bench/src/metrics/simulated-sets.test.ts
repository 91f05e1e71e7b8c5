import { createRandom } from '@gender/core';
import { expect, test } from 'vitest';
import { drawTestSet, measureSet, populations } from './simulated-sets.js';

/** The accuracy of the population: Φ(1.8 / √2), the probability that the logit has the right sign. */
const truth = 0.8984541062114161;

const cases = Object.entries(populations).map(([name, population]) => ({ name, population }));

test.each(cases)('intervals hold the accuracy: $name', ({ population }) => {
  const random = createRandom(11);
  const sets = 300;
  let held = 0;
  for (let set = 0; set < sets; set += 1) {
    const drawn = drawTestSet(population, random);
    const options = { resamples: 0, seed: set, clustered: population.pictures > 1 };
    const { interval } = measureSet(drawn, options).get('accuracy')!;
    held += Number(interval!.low <= truth && truth <= interval!.high);
  }
  // Of 300 a share of 0.95 has a standard deviation of 0.0126; three of them.
  expect(held / sets).toBeGreaterThan(0.912);
  expect(held / sets).toBeLessThan(0.988);
});
