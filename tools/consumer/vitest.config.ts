import { projectConfig } from '../../vitest.base.js';

/** Packing and installing wait for npm and its registry. */
const INSTALL_MILLISECONDS = 300_000;

export default projectConfig('consumer', { hookTimeout: INSTALL_MILLISECONDS });
