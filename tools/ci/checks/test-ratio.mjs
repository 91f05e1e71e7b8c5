// Lines of tests for a line of source, in libraries and apps together.
import { filesOf, linesOf, packages, sum } from '../workspace.mjs';

export const title = 'test : source';

/** At least so many. */
const BAR = 0.8;

export function check() {
  const rows = packages().map((entry) => {
    const { sources, tests } = filesOf(entry);
    return row(entry.title, sum(sources.map(linesOf)), sum(tests.map(linesOf)));
  });
  const all = row('all', sum(rows.map(({ source }) => source)), sum(rows.map(({ test }) => test)));
  const problems = Number(all.ratio) < BAR ? [`test : source is ${all.ratio}, below ${BAR}`] : [];
  return { problems, table: [...rows, all] };
}

const row = (name, source, test) => ({
  package: name,
  source,
  test,
  ratio: (test / source).toFixed(2),
});
