import { projectConfig, TEST_TIMEOUT } from '../../vitest.base.js';

/** Packing, installing and type-checking wait for npm, its registry and the compiler. */
const MILLISECONDS = 3 * TEST_TIMEOUT;

export default projectConfig('consumer', { hookTimeout: MILLISECONDS, testTimeout: MILLISECONDS });
