import { projectConfig } from '../../vitest.base.js';

export default projectConfig('e2e');
