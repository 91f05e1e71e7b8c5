import { defineConfig } from 'vitest/config';
import projects from './vitest.workspace.js';

/** The engine whose package is optional: its tests run where one is named that works. */
const tensorflow =
  process.env['GENDER_TFJS_NODE'] === undefined ? ['libs/engine/src/tensorflow/**'] : [];

export default defineConfig({
  test: {
    projects,
    coverage: {
      provider: 'v8',
      exclude: ['**/*.test.ts', '**/generated/**', '**/*_pb.ts', ...tensorflow],
      reporter: ['html', 'json-summary'],
      reportOnFailure: true,
    },
  },
});
