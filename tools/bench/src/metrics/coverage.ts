// How often 95 % intervals hold the true figure, on simulated test sets; by hand:
// node --import tsx --conditions=@gender/source tools/bench/src/metrics/coverage.ts [--sets 2000]
// Sets are drawn each by its own number from `first` on, so that several processes may share them.
import { createRandom } from '@gender/core';
import { nonNegativeInteger, positiveInteger, readFlags } from '@gender/testing/flags';
import * as z from 'zod';
import { drawTestSet, measureSet, populations, type Covered } from './simulated-sets.js';

const {
  sets,
  resamples,
  first,
  population: only,
} = readFlags({
  usage: 'coverage.ts [--sets 2000] [--resamples 1000] [--first 0] [--population NAME]',
  schema: z.object({
    sets: positiveInteger.default(2000),
    resamples: nonNegativeInteger.default(1000),
    first: nonNegativeInteger.default(0),
    population: z.enum(Object.keys(populations)).optional(),
  }),
});

/** The figures of a set so large that they are as good as true. */
function truthsOf(certainty: number): Map<Covered, number> {
  const large = { persons: 500_000, pictures: 1, certainty };
  const measured = measureSet(drawTestSet(large, createRandom(1).fork('truth')), {
    ...{ resamples: 0, seed: 0, clustered: false },
  });
  return new Map([...measured].map(([figure, { value }]) => [figure, value]));
}

for (const [name, population] of Object.entries(populations)) {
  if (only !== undefined && only !== name) continue;
  const truths = truthsOf(population.certainty);
  for (const clustered of population.pictures === 1 ? [false] : [true, false]) {
    const held = new Map<Covered, number>();
    const sums = new Map<Covered, number>();
    for (let set = first; set < first + sets; set += 1) {
      const drawn = drawTestSet(population, createRandom(7).fork(`${name} ${set}`));
      for (const [figure, found] of measureSet(drawn, { resamples, seed: set, clustered })) {
        const { value, interval } = found;
        const truth = truths.get(figure) ?? NaN;
        const holds = interval !== undefined && interval.low <= truth && truth <= interval.high;
        held.set(figure, (held.get(figure) ?? 0) + Number(holds));
        sums.set(figure, (sums.get(figure) ?? 0) + value);
      }
    }
    process.stdout.write(`${name}, ${clustered ? 'by person' : 'pictures alone'}\n`);
    for (const [figure, count] of held) {
      const mean = ((sums.get(figure) ?? 0) / sets).toFixed(4);
      const truth = truths.get(figure)?.toFixed(4) ?? '';
      process.stdout.write(
        `  ${figure.padEnd(20)} true ${truth}, mean ${mean}, held ${count} of ${sets}, ${((100 * count) / sets).toFixed(1)} %\n`,
      );
    }
  }
}
