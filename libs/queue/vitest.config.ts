import { projectConfig } from '../../vitest.base.js';

// As Node finds packages: what the client of S3 has under the condition `module` is for bundlers.
const conditions = ['@gender/source', 'node'];

export default {
  ...projectConfig('queue'),
  resolve: { conditions },
  ssr: { resolve: { conditions } },
};
