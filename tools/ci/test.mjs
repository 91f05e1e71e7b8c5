// Runs the tests of every project through Nx and ends with one line: `N passed, N failed`.
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync, rmSync } from 'node:fs';

const reports = new URL('../../test-results/', import.meta.url);

rmSync(reports, { recursive: true, force: true });
const nx = spawnSync(
  'npx',
  ['nx', 'run-many', '-t', 'test', '--output-style=static', ...process.argv.slice(2)],
  { stdio: 'inherit' },
);

let passed = 0;
let failed = 0;
for (const file of reportFiles()) {
  const report = JSON.parse(readFileSync(new URL(file, reports), 'utf8'));
  passed += report.numPassedTests;
  failed += report.numFailedTests;
  failed += report.testResults.filter(
    (suite) => suite.status === 'failed' && suite.assertionResults.length === 0,
  ).length;
}
if (nx.status !== 0 && failed === 0) failed = 1;
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;

function reportFiles() {
  try {
    return readdirSync(reports).filter((file) => file.endsWith('.json'));
  } catch {
    return [];
  }
}
