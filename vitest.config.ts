import { defineConfig } from 'vitest/config';
import projects from './vitest.workspace.js';

export default defineConfig({
  test: {
    projects,
    coverage: {
      provider: 'v8',
      exclude: ['**/*.test.ts', '**/generated/**', '**/*_pb.ts'],
      reporter: ['html', 'json-summary'],
      reportOnFailure: true,
    },
  },
});
