import { projectConfig } from '../../vitest.base.js';

// Nx runs these tests last, when nothing else is left for the second core.
export default projectConfig('e2e', { maxWorkers: 2 });
