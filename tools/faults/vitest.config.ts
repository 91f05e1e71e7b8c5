import { projectConfig } from '../../vitest.base.js';

/** Every stage is killed and run again, which takes minutes: only where `FAULTS=1` asks for it. */
const include = process.env['FAULTS'] === '1' ? ['test/**/*.test.ts'] : [];

export default projectConfig('faults', { include, passWithNoTests: true });
