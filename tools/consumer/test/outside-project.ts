import { execFile } from 'node:child_process';
import { cp, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import * as z from 'zod';

const root = fileURLToPath(new URL('../../../', import.meta.url));
/** Without install scripts, which download from elsewhere: a registry is all that is needed. */
const INSTALL_OPTIONS = ['--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund'];

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

  /** Type-checks the project's sources, declarations of all packages included. */
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
    const aside = join(this.folder, 'aside');
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
    const dependencies = { ...(await this.#pack()), '@types/node': '^20.19.0' };
    const manifest = { name: 'outside', private: true, type: 'module', dependencies };
    await writeFile(join(this.folder, 'package.json'), JSON.stringify(manifest));
    await cp(fileURLToPath(new URL('outside/', import.meta.url)), join(this.folder, 'src'), {
      recursive: true,
    });
    await this.run('npm', 'install', ...INSTALL_OPTIONS);
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
