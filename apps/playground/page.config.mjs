// How Vite makes the page: from the sources of the libraries, with relative addresses, so that it
// may lie in any folder of any web server, and with the list of its files for the service worker.
import { readdirSync, readFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join, relative } from 'node:path';
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

/** Tells the service worker which files the page consists of, and a hash that changes with what is in them. */
function offlineFiles() {
  let given;
  return {
    name: 'offline-files',
    apply: 'build',
    // After Vite, which makes index.html last.
    enforce: 'post',
    configResolved: ({ publicDir }) => {
      given = publicDir;
    },
    generateBundle(_, { 'service-worker.js': worker, 'index.html': page, ...bundle }) {
      const contents = new Map([['./', page.source]]);
      for (const [file, { code, source = code }] of Object.entries(bundle)) {
        if (!/webgpu|jsep|asyncify|jspi/.test(file)) contents.set(file, source);
      }
      for (const entry of readdirSync(given, { recursive: true, withFileTypes: true })) {
        const path = join(entry.parentPath, entry.name);
        if (entry.isFile()) contents.set(relative(given, path), readFileSync(path));
      }
      const files = [...contents.keys()].sort();
      const hash = createHash('sha256');
      for (const file of files) hash.update(JSON.stringify(file)).update(contents.get(file));
      const version = hash.digest('hex').slice(0, 12);
      worker.code = worker.code
        .replace('__FILES__', JSON.stringify(files))
        .replace('__VERSION__', JSON.stringify(version));
    },
  };
}
