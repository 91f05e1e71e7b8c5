// Runs every test and ends with one line: `N passed, N failed`.
import { runTests } from './run-tests.mjs';

const { passed, failed } = runTests(['run-many', ...process.argv.slice(2)]);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
