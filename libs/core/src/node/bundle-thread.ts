import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as esbuild from 'esbuild';
import * as z from 'zod';
import { required } from '../required.js';
import { sha256 } from './sha256.js';

/** Bundles of this process by their sources: sources do not change while they run. */
const bundles = new Map<string, URL>();

/**
 * Makes a thread's TypeScript source, with all that it imports of this repository, one file. Compiling each
 * module anew in each thread takes ten times as long as the thread's work. Only where packages run from
 * their sources: published ones hold the compiled threads, and need no `esbuild`.
 *
 * @param source - path of the thread's module
 * @returns the file, in `node_modules/.cache`, named after its content
 */
export function bundleThread(source: string): URL {
  const bundle = bundles.get(source) ?? writeBundle(source);
  bundles.set(source, bundle);
  return bundle;
}

function writeBundle(source: string): URL {
  const require = createRequire(source);
  const { buildSync } = require('esbuild') as typeof esbuild;
  const { outputFiles } = buildSync({
    entryPoints: [source],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    conditions: ['@gender/source'],
    external: foreignPackages(dirname(source)),
    logLevel: 'silent',
  });
  const { contents } = required(outputFiles[0], 'the bundle of a thread');
  const folder = join(dirname(require.resolve('esbuild/package.json')), '..', '.cache', 'threads');
  const path = join(folder, `${sha256(contents)}.mjs`);
  if (!existsSync(path)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(`${path}.${process.pid}`, contents);
    renameSync(`${path}.${process.pid}`, path);
  }
  return pathToFileURL(path);
}

const packageSchema = z.object(
  Object.fromEntries(
    ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'].map((kind) => [
      kind,
      z.record(z.string(), z.string()).default({}),
    ]),
  ),
);

/** What the nearest `package.json` names that is no package of this repository: it may have native parts. */
function foreignPackages(folder: string): string[] {
  const path = join(folder, 'package.json');
  if (!existsSync(path)) return foreignPackages(dirname(folder));
  const kinds = packageSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  const names = Object.values(kinds).flatMap((dependencies) => Object.keys(dependencies));
  return names.filter((name) => !name.startsWith('@gender/'));
}
