// Mutation testing of what computes: `npm run mutation`, or of a file `npm run mutation -- --mutate FILE`.
const libraries = ['metrics', 'network', 'image'];

/** What declares, exports or throws, and decides nothing. */
const plain = ['index', '*-error'].map((name) => `!libs/*/src/${name}.ts`);

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  testRunner: 'vitest',
  mutate: [
    'libs/metrics/src/**/*.ts',
    'libs/network/src/**/*.ts',
    'libs/image/src/pixels/**/*.ts',
    '!**/*.test.ts',
    '!**/index.ts',
    ...plain,
  ],
  // Of the house, what their tests need; packages beside them are found through node_modules.
  ignorePatterns: [
    '**',
    ...libraries.map((name) => `!libs/${name}/**`),
    ...['vitest.*.ts', '**/tsconfig*.json', 'package.json'].map((name) => `!${name}`),
    ...['node_modules', 'dist', 'out-tsc', 'tmp'].map((folder) => `**/${folder}`),
  ],
  coverageAnalysis: 'perTest',
  concurrency: 1,
  incremental: true,
  incrementalFile: 'test-results/mutation.json',
  tempDirName: 'tmp/stryker',
  reporters: ['clear-text', 'html', 'progress'],
  htmlReporter: { fileName: 'test-results/mutation.html' },
  thresholds: { high: 90, low: 80, break: 80 },
};
