import { existsSync } from 'node:fs';
import { defineConfig } from 'vitest/config';
import projects from './vitest.workspace.js';

/** The engine whose package is optional: its tests run where that is installed. */
const tensorflow = existsSync('node_modules/@tensorflow/tfjs-node')
  ? []
  : ['libs/engine/src/tensorflow/**'];

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
