// What somebody who bundles a program for Node with webpack writes; the packages stay external.
import { fileURLToPath } from 'node:url';
import webpack from 'webpack';

const path = fileURLToPath(new URL('../', import.meta.url));
const compiler = webpack({
  mode: 'production',
  target: 'node20',
  context: path,
  entry: './dist/main.js',
  output: { path, filename: 'webpack.mjs', module: true, chunkFormat: 'module' },
  experiments: { outputModule: true },
  externalsType: 'module',
  externals: [/^@gender\//],
});
compiler.run((error, stats) => {
  if (error ?? stats.hasErrors()) throw error ?? new Error(stats.toString());
});
