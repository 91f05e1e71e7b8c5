// Everything that must hold for a change, one step after another, and at last the tests.
// `.ci/run` and the GitHub workflow call it in a clean clone, after `npm ci`. With `--base=<commit>`
// only what was changed since then can have broken is compiled and tested. A step that fails does not
// keep the others from running; the last line is `N passed, N failed`, in which such a step counts as
// a failed test.
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { runTests } from './run-tests.mjs';

const { base } = parseArgs({ options: { base: { type: 'string' } } }).values;
const run = base === undefined ? ['run-many'] : ['affected', `--base=${base}`];

const steps = [
  ['references between packages', 'npx nx sync:check'],
  ['format', 'npm run format:check'],
  ['sources', 'npm run check:sources'],
  ['map of the packages', 'npm run docs:map -- --check'],
  ['types and builds', `npx nx ${run.join(' ')} -t typecheck build --output-style=static`],
  ['lint', 'npm run lint'],
  ['tables of the documents', 'npm run docs:tables -- --check'],
  ['packages', 'npx nx run-many -t build && npm run check:packages'],
  ['demo', 'npm run demo'],
];

const env = { ...process.env, CI: 'true', NX_TUI: 'false', FORCE_COLOR: '0' };
Object.assign(process.env, env);

const failedSteps = steps.filter(([title, command]) => {
  const started = performance.now();
  console.log(`\n=== ${title}: ${command}`);
  const { status } = spawnSync(command, { shell: true, stdio: 'inherit' });
  const seconds = Math.round((performance.now() - started) / 1000);
  console.log(`=== ${title}: ${status === 0 ? 'passed' : 'FAILED'} in ${seconds} s`);
  return status !== 0;
});

console.log('\n=== tests');
const { passed, failed } = runTests(run);
for (const [title, command] of failedSteps) console.log(`failed: ${title} (${command})`);
const failures = failed + failedSteps.length;
console.log(`${passed} passed, ${failures} failed`);
// A change may affect no test at all.
const ran = passed > 0 || base !== undefined;
process.exitCode = failures === 0 && ran ? 0 : 1;
