import { projectConfig } from '../../vitest.base.js';

/** Packing, installing and type-checking wait for npm, its registry and the compiler. */
const MILLISECONDS = 300_000;

export default projectConfig('consumer', { hookTimeout: MILLISECONDS, testTimeout: MILLISECONDS });
