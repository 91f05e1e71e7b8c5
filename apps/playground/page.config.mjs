// How Vite makes the page: from the sources of the libraries, with relative addresses, so that it
// may lie in any folder of any web server, and with the list of its files for the service worker.
import { readdirSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { defaultClientConditions, defineConfig } from 'vite';

const root = import.meta.dirname;

/** With these, WebAssembly may use threads; the page works without them too. */
const headers = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

export default defineConfig({
  root,
  base: './',
  resolve: { conditions: ['@gender/source', ...defaultClientConditions] },
  worker: { format: 'es' },
  build: {
    target: 'es2023',
    chunkSizeWarningLimit: 1000,
    rolldownOptions: {
      input: {
        index: join(root, 'index.html'),
        'service-worker': join(root, 'src/offline/service-worker.ts'),
      },
      output: {
        entryFileNames: ({ name }) =>
          name === 'service-worker' ? '[name].js' : 'assets/[name]-[hash].js',
      },
    },
  },
  plugins: [offlineFiles()],
  server: { headers },
  preview: { headers },
});

/** Tells the service worker which files the page consists of, and a hash that changes with them. */
function offlineFiles() {
  return {
    name: 'offline-files',
    apply: 'build',
    generateBundle(_, bundle) {
      const built = Object.keys(bundle).filter(
        (file) => file !== 'service-worker.js' && !/webgpu|jsep|asyncify|jspi/.test(file),
      );
      const given = readdirSync(join(root, 'public'), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(join(root, 'public/').length));
      const files = ['./', ...built.filter((file) => file !== 'index.html'), ...given].sort();
      const version = createHash('sha256').update(JSON.stringify(files)).digest('hex').slice(0, 12);
      const worker = bundle['service-worker.js'];
      worker.code = worker.code
        .replace('__FILES__', JSON.stringify(files))
        .replace('__VERSION__', JSON.stringify(version));
    },
  };
}
