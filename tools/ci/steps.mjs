// Everything that must hold for a change, one step after another, and at last the tests.
// `.ci/run` and the GitHub workflow call it in a clean clone, after `npm ci`. With `--base=<commit>`
// only what was changed since then can have broken is compiled and tested. A step that fails does not
// keep the others from running; the last line is `N passed, N failed`, in which such a step counts as
// a failed test.
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { runTests } from './run-tests.mjs';

const { base } = parseArgs({ options: { base: { type: 'string' } } }).values;
const run = base === undefined ? ['run-many'] : ['affected', `--base=${base}`];

// One compiler reads every project at once, in half the time of one for each; Nx then finds its work done.
const compile =
  base === undefined
    ? 'npx tsc --build && npx nx run-many -t build --output-style=static'
    : `npx nx ${run.join(' ')} -t typecheck build --output-style=static`;

/**
 * In order; the steps of a lane run one after the other, the lanes of a stage side by side, as a step computes on
 * one core.
 */
const stages = [
  [
    [['format', 'npm run format:check']],
    [
      ['references between packages', 'npx nx sync:check'],
      ['kernels', 'npx nx run kernels:wasm'],
      ['map of the packages', 'npm run docs:map -- --check'],
      ['sources', 'npm run check:sources'],
      ['tables of the documents', 'npm run docs:tables -- --check'],
      ['dead code', 'npm run check:dead'],
    ],
  ],
  [[['types and builds', compile]], [['lint', 'npm run lint']]],
  // Nx replaces what is built, wherever it finds that again in its cache: not while something runs from there.
  [[['builds', 'npx nx run-many -t build']]],
  [[['packages', 'npm run check:packages']], [['demo', 'node tools/demo/dist/main.js']]],
];

const env = { ...process.env, CI: 'true', NX_TUI: 'false', FORCE_COLOR: '0' };
Object.assign(process.env, env);

const failedSteps = [];

/** Prints what a step wrote once it has ended, so that rows side by side do not mix. */
async function runStep([title, command]) {
  const started = performance.now();
  const child = spawn(`(${command}) 2>&1`, { shell: true, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => child.once('close', resolve));
  const printed = await text(child.stdout);
  const passed = (await ended) === 0;
  const seconds = Math.round((performance.now() - started) / 1000);
  console.log(`\n=== ${title}: ${command}\n${printed.trimEnd()}`);
  console.log(`=== ${title}: ${passed ? 'passed' : 'FAILED'} in ${seconds} s`);
  if (!passed) failedSteps.push({ title, command });
}

async function runLane(lane) {
  for (const step of lane) await runStep(step);
}

for (const lanes of stages) await Promise.all(lanes.map(runLane));

console.log('\n=== tests');
const { passed, failed } = runTests(run);
for (const { title, command } of failedSteps) console.log(`failed: ${title} (${command})`);
const failures = failed + failedSteps.length;
console.log(`${passed} passed, ${failures} failed`);
// A change may affect no test at all.
const ran = passed > 0 || base !== undefined;
process.exitCode = failures === 0 && ran ? 0 : 1;
