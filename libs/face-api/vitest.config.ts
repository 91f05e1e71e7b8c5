import { projectConfig } from '../../vitest.base.js';

export default projectConfig('face-api', { isolate: true });
