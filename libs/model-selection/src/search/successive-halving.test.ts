import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  compareResults,
  mayGoOn,
  nextJob,
  rungEpochs,
  type Job,
  type RungResult,
} from './successive-halving.js';

/** Runs a whole search whose trials reach, on any rung, what `accuracyOf` says. */
function search(
  trials: number,
  accuracyOf: (job: Job) => number | undefined,
  from: readonly RungResult[] = [],
): RungResult[] {
  const options = { trials, reduction: 3, rungs: 3 };
  const results = [...from];
  for (let job = nextJob(results, options); job; job = nextJob(results, options)) {
    const valAccuracy = accuracyOf(job);
    results.push({ ...job, valAccuracy, crossEntropy: valAccuracy && 1 - valAccuracy });
    expect(results.length).toBeLessThanOrEqual(3 * trials);
  }
  return results;
}

/** What each trial reached at last, the best first. */
const lastOfEach = (results: readonly RungResult[]): RungResult[] =>
  [...new Map(results.map((each) => [each.trial, each])).values()].sort(compareResults);

const rungSizes = (results: readonly RungResult[]): number[] =>
  [0, 1, 2].map((rung) => results.filter((each) => each.rung === rung).length);

test.each([
  [10, 3, [1, 3, 10]],
  [27, 3, [1, 3, 9, 27]],
  [1, 3, [1]],
  [2, 2, [1, 2]],
  [100, 4, [2, 6, 25, 100]],
])('%i epochs by %i are given out as %j', (most, reduction, expected) => {
  expect(rungEpochs(most, reduction)).toEqual(expected);
});

describe('the next job', () => {
  test('is the first rung of a new trial until three are there, then the best goes on', () => {
    const accuracies = [0.5, 0.9, 0.7];
    const done: RungResult[] = accuracies.map((valAccuracy, trial) => ({
      trial,
      rung: 0,
      valAccuracy,
    }));
    const options = { trials: 9, reduction: 3, rungs: 3 };
    expect(nextJob(done.slice(0, 2), options)).toEqual({ trial: 2, rung: 0 });
    expect(nextJob(done, options)).toEqual({ trial: 1, rung: 1 });
    const gone = [...done, { trial: 1, rung: 1, valAccuracy: 0.95 }];
    expect(nextJob(gone, options)).toEqual({ trial: 3, rung: 0 });
  });

  test('lets a third of each rung go on where trials come in the order of their worth', () => {
    const results = search(27, ({ trial }) => 1 - trial / 100);
    expect(rungSizes(results)).toEqual([27, 9, 3]);
    expect(results.filter(({ rung }) => rung === 2).map(({ trial }) => trial)).toEqual([0, 1, 2]);
  });

  test('depends on results alone: a search that stops anywhere goes on to the same ones', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(20), { minLength: 30, maxLength: 30 }),
        fc.nat(60),
        (values, cut) => {
          const accuracyOf = ({ trial, rung }: Job): number => (values[trial]! + rung) / 30;
          const whole = search(30, accuracyOf);
          expect(search(30, accuracyOf, whole.slice(0, cut))).toEqual(whole);
        },
      ),
      { numRuns: 30 },
    );
  });

  test('brings a trial to the last rung, however few there are, and trial 0 with it', () => {
    expect(search(1, () => 0.5).map(({ rung }) => rung)).toEqual([0, 1, 2]);
    const results = search(2, ({ trial }) => 0.5 + trial / 10);
    expect(results.filter(({ rung }) => rung === 2).map(({ trial }) => trial)).toEqual([1, 0]);
  });

  test('never lets a trial go on that diverged, and ends where all have', () => {
    const results = search(12, ({ trial }) => (trial % 2 === 0 ? undefined : 0.5));
    expect(results.filter(({ rung }) => rung > 0).every(({ trial }) => trial % 2 === 1)).toBe(true);
    expect(rungSizes(search(12, () => undefined))).toEqual([12, 0, 0]);
  });

  test('gives the place of a trial that diverges on a higher rung to the next best', () => {
    const results = search(3, ({ trial, rung }) =>
      trial === 2 && rung > 0 ? undefined : [0.6, 0.85, 0.9][trial],
    );
    expect(results.slice(3).map(({ trial, rung }) => [trial, rung])).toEqual([
      [2, 1],
      [1, 1],
      [1, 2],
      [0, 2],
    ]);
    expect(lastOfEach(results).map(({ trial }) => trial)).toEqual([1, 0, 2]);
  });

  test('trains a trial to the end that does not diverge, wherever others do, if there is one', () => {
    const reached = fc.record({ accuracy: fc.nat(5), diverges: fc.constantFrom(0, 1, 2, 3) });
    fc.assert(
      fc.property(fc.array(reached, { minLength: 1, maxLength: 20 }), (trials) => {
        const results = search(trials.length, ({ trial, rung }) => {
          const { accuracy, diverges } = trials[trial]!;
          return rung >= diverges ? undefined : accuracy / 5;
        });
        const [best] = lastOfEach(results);
        const some = trials.some(({ diverges }) => diverges === 3);
        expect(best!.rung === 2 && best!.valAccuracy !== undefined).toBe(some);
      }),
      { numRuns: 30 },
    );
  });

  test('never takes a trial that was said not to go on', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(5), { minLength: 20, maxLength: 20 }), (values) => {
        const options = { trials: 20, reduction: 3, rungs: 3 };
        const results: RungResult[] = [];
        const over = new Set<number>();
        const inFirstRung = (trial: number): boolean =>
          results.findLast((each) => each.trial === trial)?.rung === 0;
        for (let job = nextJob(results, options); job; job = nextJob(results, options)) {
          expect(over.has(job.trial)).toBe(false);
          results.push({ ...job, valAccuracy: values[job.trial]! / 5 });
          for (const { trial } of results) {
            if (inFirstRung(trial) && !mayGoOn(trial, results, options)) over.add(trial);
          }
        }
      }),
      { numRuns: 30 },
    );
  });
});

test('the better result has the higher accuracy, then the lower cross-entropy, then came first', () => {
  const result = (trial: number, valAccuracy?: number, crossEntropy?: number): RungResult => ({
    ...{ trial, rung: 0, valAccuracy, crossEntropy },
  });
  const sorted = [
    result(0),
    result(1, 0.5, 0.1),
    result(4, 0.9, 0.3),
    result(3, 0.9, 0.3),
    result(2, 0.9, 0.2),
  ]
    .sort(compareResults)
    .map(({ trial }) => trial);
  expect(sorted).toEqual([2, 3, 4, 1, 0]);
});
