import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import * as z from 'zod';
import { OutsideProject } from '../src/index.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const sources = new URL('outside/', import.meta.url);

const manifestSchema = z.object({ exports: z.record(z.string(), z.unknown()) });

const tarballsSchema = z.array(z.object({ name: z.string(), tarball: z.string() }));

/** Packs every package into a folder, and installs all of them and their dependencies into a new project. */
export async function installPackedPackages(folder: string): Promise<OutsideProject> {
  const packed = await pack(folder);
  const dependencies = {
    ...packed,
    '@types/node': '^20.19.0',
    'onnxruntime-web': '1.30.0', // optional: for machines without onnxruntime-node
    webpack: '^5.100.0',
  };
  const project = await OutsideProject.install({ dependencies, sources });
  await importAll(project, Object.keys(packed));
  return project;
}

/** Type-checks the project's sources, and the declarations of every entry of every package. */
export async function typecheck(project: OutsideProject): Promise<void> {
  await compile(project);
}

/** Compiles the project's sources, unchecked, into `dist`, for the oldest Node that is served. */
export async function compileUnchecked(project: OutsideProject): Promise<void> {
  await compile(project, '--noCheck', '--noEmit', 'false', '--target', 'es2023', '--outDir', 'dist'); // prettier-ignore
}

async function compile(project: OutsideProject, ...options: string[]): Promise<void> {
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  await project.run(process.execPath, compiler, '--project', 'src', ...options);
}

async function pack(folder: string): Promise<Record<string, string>> {
  const script = join(root, 'tools/ci/pack-packages.mjs');
  const { stdout } = await promisify(execFile)(process.execPath, [script, folder]);
  const packed = tarballsSchema.parse(JSON.parse(stdout));
  return Object.fromEntries(packed.map(({ name, tarball }) => [name, `file:${tarball}`]));
}

/** Writes a source that names every entry of the packages, so that all declarations are checked. */
async function importAll(project: OutsideProject, names: readonly string[]): Promise<void> {
  const entries = await Promise.all(names.map((name) => entriesOf(project, name)));
  const lines = entries.flat().map((entry, index) => `export * as p${index} from '${entry}';`);
  await writeFile(join(project.folder, 'src/every-package.ts'), lines.join('\n'));
}

async function entriesOf(project: OutsideProject, name: string): Promise<string[]> {
  const path = join(project.folder, 'node_modules', name, 'package.json');
  const { exports } = manifestSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  const entries = Object.keys(exports).filter((entry) => entry !== './package.json');
  return entries.map((entry) => name + entry.slice('.'.length));
}
