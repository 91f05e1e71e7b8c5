// Makes each worker thread one file in dist, which is found beside its caller wherever that lies.
// What has native parts, or is found at run time, stays outside.
import { build } from 'esbuild';

await build({
  entryPoints: [
    'src/onnxruntime/session-thread.ts',
    'src/kernels/thread-main.ts',
    'src/tensorflow/thread.ts',
  ],
  outdir: 'dist',
  outbase: 'src',
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  conditions: ['@gender/source'],
  external: ['onnxruntime-node', 'onnxruntime-web'],
  logLevel: 'warning',
});
