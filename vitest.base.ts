import { fileURLToPath } from 'node:url';
import { defineConfig, type ViteUserConfig } from 'vitest/config';

const conditions = ['@gender/source', 'module', 'node', 'development|production'];
const root = new URL('./', import.meta.url);

/**
 * The test configuration of one project: packages resolve to their sources, and a JSON report
 * goes to `test-results/<name>.json`, from which the counts of all runs are summed.
 */
export function projectConfig(name: string, test: ViteUserConfig['test'] = {}): ViteUserConfig {
  return defineConfig({
    resolve: { conditions },
    ssr: { resolve: { conditions } },
    test: {
      name,
      environment: 'node',
      include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
      setupFiles: [fileURLToPath(new URL('vitest.setup.ts', root))],
      reporters: ['default', 'json'],
      outputFile: { json: fileURLToPath(new URL(`test-results/${name}.json`, root)) },
      testTimeout: 60_000,
      hookTimeout: 60_000,
      ...test,
    },
  });
}
