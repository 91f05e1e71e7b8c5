import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { required } from '@gender/core';
import { sha256 } from '@gender/core/node';
import type { Plugin } from 'esbuild';

const folder = join(
  dirname(createRequire(import.meta.url).resolve('esbuild/package.json')),
  '../.cache/programs',
);

/** Bundles of this process by their sources: sources do not change while they run. */
const bundles = new Map<string, Promise<string>>();

/**
 * Makes a program's TypeScript source, with all that it imports of this repository, one file: a test that starts it
 * several times compiles it once.
 *
 * @param module - `new URL('program.ts', import.meta.url)`
 * @returns path of the file, in `node_modules/.cache`, named after its content
 */
export function bundleProgram(module: URL): Promise<string> {
  const bundle = bundles.get(module.href) ?? writeBundle(module);
  bundles.set(module.href, bundle);
  return bundle;
}

async function writeBundle(module: URL): Promise<string> {
  // Loaded late: processes whose memory is measured bundle nothing, and must not hold the bundler.
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(module)],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    conditions: ['@gender/source'],
    plugins: [foreignPackages, placesOfModules],
  });
  const { contents } = required(outputFiles[0], 'the bundle of a program');
  const path = join(folder, `${sha256(contents)}.mjs`);
  await mkdir(folder, { recursive: true });
  await writeFile(`${path}.${process.pid}`, contents);
  await rename(`${path}.${process.pid}`, path);
  return path;
}

/** Leaves packages that are not of this repository where they are. */
const foreignPackages: Plugin = {
  name: 'foreign packages',
  setup: (build) => {
    build.onResolve({ filter: /^[^./#]/ }, ({ path }) =>
      path.startsWith('@gender/') ? undefined : { external: true },
    );
  },
};

/** Where a module says which thread it starts; packages have it compiled, to `.mjs`. */
const THREAD = /new URL\('(\.\/[\w-]+)\.mjs', import\.meta\.url\)/g;

/** Modules find what lies beside them. Threads are made one file too, or each start would compile them again. */
const placesOfModules: Plugin = {
  name: 'places of modules',
  setup: (build) => {
    build.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      const place = pathToFileURL(path);
      let contents = await readFile(path, 'utf8');
      for (const [whole, name] of contents.matchAll(THREAD)) {
        const source = new URL(`${name}.ts`, place);
        if (!existsSync(source)) continue; // an example in a comment
        const thread = await bundleProgram(source);
        contents = contents.replace(whole, `new URL(${JSON.stringify(pathToFileURL(thread))})`);
      }
      const told = contents.replaceAll('import.meta.url', JSON.stringify(place.href));
      return { contents: told, loader: 'ts' };
    });
  },
};
