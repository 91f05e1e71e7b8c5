import { fileURLToPath } from 'node:url';
import { defineConfig, type ViteUserConfig } from 'vitest/config';

const conditions = ['@gender/source', 'module', 'node', 'development|production'];
const root = new URL('./', import.meta.url);

/**
 * Milliseconds for a test or a hook. The longest takes about a minute on two idle cores; this is
 * time enough on a machine six times slower, so that only what hangs is stopped.
 */
export const TEST_TIMEOUT = 360_000;

/**
 * The test configuration of one project: packages resolve to their sources, and a JSON report
 * goes to `test-results/<name>.json`, from which the counts of all runs are summed. The files of a
 * project share one process, in which a module is loaded once; a project whose tests replace modules
 * (`vi.mock`) says `isolate: true`.
 */
export function projectConfig(name: string, test: ViteUserConfig['test'] = {}): ViteUserConfig {
  return defineConfig({
    resolve: { conditions },
    ssr: { resolve: { conditions } },
    test: {
      name,
      environment: 'node',
      isolate: false,
      include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
      setupFiles: [fileURLToPath(new URL('vitest.setup.ts', root))],
      reporters: ['default', 'json'],
      outputFile: { json: fileURLToPath(new URL(`test-results/${name}.json`, root)) },
      testTimeout: TEST_TIMEOUT,
      hookTimeout: TEST_TIMEOUT,
      ...test,
    },
  });
}
