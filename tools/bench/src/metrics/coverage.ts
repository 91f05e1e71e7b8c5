// How often 95 % intervals hold the true figure, on simulated test sets; by hand:
// node --import tsx --conditions=@gender/source tools/bench/src/metrics/coverage.ts [sets] [resamples]
import { createRandom } from '@gender/core';
import { drawTestSet, measureSet, populations, type Covered } from './simulated-sets.js';

const [sets = 2000, resamples = 1000] = process.argv.slice(2).map(Number);

/** The figures of a set so large that they are as good as true. */
const truths = measureSet(
  drawTestSet({ persons: 500_000, pictures: 1 }, createRandom(1).fork('truth')),
  { resamples: 0, seed: 0, clustered: false },
);

for (const [name, population] of Object.entries(populations)) {
  for (const clustered of population.pictures === 1 ? [false] : [true, false]) {
    const random = createRandom(7).fork(name);
    const held = new Map<Covered, number>();
    const sums = new Map<Covered, number>();
    for (let set = 0; set < sets; set += 1) {
      const measured = measureSet(drawTestSet(population, random), {
        ...{ resamples, seed: set, clustered },
      });
      for (const [figure, { value, interval }] of measured) {
        const truth = truths.get(figure)?.value ?? NaN;
        const holds = interval !== undefined && interval.low <= truth && truth <= interval.high;
        held.set(figure, (held.get(figure) ?? 0) + Number(holds));
        sums.set(figure, (sums.get(figure) ?? 0) + value);
      }
    }
    process.stdout.write(`${name}, ${clustered ? 'clustered by person' : 'pictures alone'}\n`);
    for (const [figure, count] of held) {
      const mean = ((sums.get(figure) ?? 0) / sets).toFixed(4);
      const truth = truths.get(figure)?.value.toFixed(4) ?? '';
      process.stdout.write(
        `  ${figure.padEnd(20)} true ${truth}, mean ${mean}, held ${((100 * count) / sets).toFixed(1)} %\n`,
      );
    }
  }
}
