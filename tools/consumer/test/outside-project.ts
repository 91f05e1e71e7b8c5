import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import * as z from 'zod';

const root = fileURLToPath(new URL('../../../', import.meta.url));
/** Without install scripts, which download from elsewhere: a registry is all that is needed. */
const INSTALL_OPTIONS = ['--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund'];

const manifestSchema = z.object({ exports: z.record(z.string(), z.unknown()) });

const tarballsSchema = z.array(z.object({ name: z.string(), tarball: z.string() }));

/** What a command printed; a command that fails rejects. */
export interface Output {
  readonly stdout: string;
  readonly stderr: string;
}

/** A project of somebody else, outside the workspace, with our packed packages installed. */
export class OutsideProject implements AsyncDisposable {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** Packs every package, and installs all of them and their dependencies into a new project. */
  static async install(): Promise<OutsideProject> {
    const project = new OutsideProject(await mkdtemp(join(tmpdir(), 'gender-consumer-')));
    try {
      await project.#install();
      return project;
    } catch (error) {
      await project[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Runs a program in the project. */
  async run(program: string, ...words: string[]): Promise<Output> {
    return promisify(execFile)(program, words, { cwd: this.folder, env: outsideEnvironment() });
  }

  /** Type-checks the project's sources, and the declarations of every entry of every package. */
  async check(): Promise<void> {
    await this.#compile();
  }

  /** Compiles the project's sources, unchecked, into `dist`, for the oldest Node that is served. */
  async build(): Promise<void> {
    await this.#compile('--noCheck', '--noEmit', 'false', '--target', 'es2023', '--outDir', 'dist');
  }

  /** Does something while a package is not installed. */
  async without<T>(name: string, action: () => Promise<T>): Promise<T> {
    const installed = join(this.folder, 'node_modules', name);
    const aside = join(this.folder, `aside-${name}`);
    await rename(installed, aside);
    try {
      return await action();
    } finally {
      await rename(aside, installed);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }

  async #install(): Promise<void> {
    const packed = await this.#pack();
    const dependencies = {
      ...packed,
      '@types/node': '^20.19.0',
      'onnxruntime-web': '1.30.0', // optional: for machines without onnxruntime-node
      webpack: '^5.100.0',
    };
    const manifest = { name: 'outside', private: true, type: 'module', dependencies };
    await writeFile(join(this.folder, 'package.json'), JSON.stringify(manifest));
    await cp(fileURLToPath(new URL('outside/', import.meta.url)), join(this.folder, 'src'), {
      recursive: true,
    });
    await this.run('npm', 'install', ...INSTALL_OPTIONS);
    await this.#importAll(Object.keys(packed));
  }

  /** Writes a source that names every entry of the packages, so that all declarations are checked. */
  async #importAll(names: readonly string[]): Promise<void> {
    const entries = await Promise.all(names.map((name) => this.#entriesOf(name)));
    const lines = entries.flat().map((entry, index) => `export * as p${index} from '${entry}';`);
    await writeFile(join(this.folder, 'src/every-package.ts'), lines.join('\n'));
  }

  async #entriesOf(name: string): Promise<string[]> {
    const path = join(this.folder, 'node_modules', name, 'package.json');
    const { exports } = manifestSchema.parse(JSON.parse(await readFile(path, 'utf8')));
    const entries = Object.keys(exports).filter((entry) => entry !== './package.json');
    return entries.map((entry) => name + entry.slice('.'.length));
  }

  async #pack(): Promise<Record<string, string>> {
    const script = join(root, 'tools/ci/pack-packages.mjs');
    const { stdout } = await this.run(process.execPath, script, this.folder);
    const packed = tarballsSchema.parse(JSON.parse(stdout));
    return Object.fromEntries(packed.map(({ name, tarball }) => [name, `file:${tarball}`]));
  }

  async #compile(...options: string[]): Promise<void> {
    const compiler = join(root, 'node_modules/typescript/bin/tsc');
    await this.run(process.execPath, compiler, '--project', 'src', ...options);
  }
}

/** The environment without what npm and Nx tell the programs that they start about this workspace. */
function outsideEnvironment(): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(
    ([name]) =>
      !/^(NX_|VITEST|NODE_OPTIONS|NODE_ENV|npm_(lifecycle|package|config_local_prefix))/.test(name),
  );
  return Object.fromEntries(inherited);
}
