// Which lines of each library its own tests run: `npm run coverage`, or of some `npm run coverage mat onnx`.
// Library by library: a run of all at once holds the lines of the whole house in memory for every test file.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { packages, root, sum, textOf } from './workspace.mjs';

/** The least share of a library's lines, in percent. */
const FLOOR = 90;

const names = process.argv.slice(2);
const libraries = packages(['libs']).filter(
  ({ title }) => names.length === 0 || names.includes(title),
);
if (libraries.length < names.length) throw new Error(`not all of these are libraries: ${names}`);

const rows = libraries.map(({ title }) => ({ title, ...measure(title) }));
for (const { title, passed, lines } of rows) {
  const share = `${lines.pct.toFixed(2)} %`.padStart(9);
  console.log(`${title.padEnd(16)}${share} of ${lines.total} lines${faultOf(passed, lines)}`);
}
const covered = sum(rows.map(({ lines }) => lines.covered));
const total = sum(rows.map(({ lines }) => lines.total));
console.log(
  `${((100 * covered) / total).toFixed(2)} % of ${total} lines of ${rows.length} libraries`,
);
process.exitCode = rows.some(({ passed, lines }) => faultOf(passed, lines) !== '') ? 1 : 0;

function faultOf(passed, { pct }) {
  if (!passed) return ': a test failed';
  return pct < FLOOR ? `: below ${FLOOR} %` : '';
}

/** Runs the tests of one library; `coverage/<name>` shows what they leave out. */
function measure(title) {
  const folder = `coverage/${title}`;
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const { status } = spawnSync(
    process.execPath,
    [
      ...[vitest, 'run', '--project', title, '--reporter=dot', '--coverage'],
      `--coverage.include=libs/${title}/src/**/*.ts`,
      `--coverage.reportsDirectory=${folder}`,
    ],
    { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const { lines } = JSON.parse(textOf(`${folder}/coverage-summary.json`)).total;
  return { passed: status === 0, lines };
}
