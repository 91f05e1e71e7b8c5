// Runs the tests of every project through Nx and counts them.
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync, rmSync } from 'node:fs';

const reports = new URL('../../test-results/', import.meta.url);

/** @param {readonly string[]} run - which command of Nx runs them: `run-many` or `affected`, and its flags */
export function runTests(run) {
  rmSync(reports, { recursive: true, force: true });
  const nx = spawnSync('npx', ['nx', ...run, '-t', 'test', '--output-style=static'], {
    stdio: 'inherit',
  });
  let passed = 0;
  let failed = 0;
  for (const { numPassedTests, numFailedTests, testResults } of readReports()) {
    passed += numPassedTests;
    failed += numFailedTests + testResults.filter(brokenAsAWhole).length;
  }
  // A run that did not come as far as a report, or ended in an error outside of any test.
  if (nx.status !== 0 && failed === 0) failed = 1;
  return { passed, failed };
}
/** The reports of this run; Nx restores those of projects whose inputs did not change. */
function readReports() {
  try {
    return readdirSync(reports)
      .filter((file) => file.endsWith('.json'))
      .map((file) => JSON.parse(readFileSync(new URL(file, reports), 'utf8')));
  } catch (error) {
    if (error.code === 'ENOENT') return [];
    throw error;
  }
}

/** A file that cannot be loaded, or whose hooks fail: none of its tests ran, so none failed. */
function brokenAsAWhole({ status, assertionResults }) {
  return status === 'failed' && !assertionResults.some((test) => test.status === 'failed');
}
