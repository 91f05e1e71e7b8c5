import { execFile } from 'node:child_process';
import { cp, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** Without install scripts, which download from elsewhere: a registry is all that is needed. */
const INSTALL_OPTIONS = ['--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund'];

/** What a command printed; a command that fails rejects. */
export interface Output {
  readonly stdout: string;
  readonly stderr: string;
}

/** How a new project begins. */
export interface OutsideOptions {
  /** Name and range of each package to install. */
  readonly dependencies: Readonly<Record<string, string>>;
  /** A folder of sources, which becomes the project's `src`. */
  readonly sources: URL;
  /** What `.js` files are; `module` unless said otherwise. */
  readonly type?: 'commonjs' | 'module';
  /** The file of npm's settings in place of the user's own. */
  readonly npmrc?: string;
}

/** A project of somebody else, outside the workspace. */
export class OutsideProject implements AsyncDisposable {
  readonly folder: string;
  readonly #environment: NodeJS.ProcessEnv;

  private constructor(folder: string, npmrc: string | undefined) {
    this.folder = folder;
    this.#environment = outsideEnvironment(npmrc);
  }

  /** Makes a project in a temporary folder, and installs what it depends on. */
  static async install(options: OutsideOptions): Promise<OutsideProject> {
    const folder = await mkdtemp(join(tmpdir(), 'gender-consumer-'));
    const project = new OutsideProject(folder, options.npmrc);
    try {
      await project.#install(options);
      return project;
    } catch (error) {
      await project[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Runs a program in the project. */
  async run(program: string, ...words: string[]): Promise<Output> {
    return promisify(execFile)(program, words, { cwd: this.folder, env: this.#environment });
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

  async #install({ dependencies, sources, type = 'module' }: OutsideOptions): Promise<void> {
    const manifest = { name: 'outside', private: true, type, dependencies };
    await writeFile(join(this.folder, 'package.json'), JSON.stringify(manifest));
    await cp(fileURLToPath(sources), join(this.folder, 'src'), { recursive: true });
    await this.run('npm', 'install', ...INSTALL_OPTIONS);
  }
}

/** Of what npm and Nx tell the programs that they start: what speaks of this workspace. */
const ofThisWorkspace =
  /^(NX_|VITEST|NODE_OPTIONS|NODE_ENV|npm_(lifecycle|package|config_local_prefix))/;
/** What decides which registry npm asks. */
const ofTheRegistry = /^npm_config_(registry|userconfig)$/i;

function outsideEnvironment(npmrc: string | undefined): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !ofThisWorkspace.test(name) && (npmrc === undefined || !ofTheRegistry.test(name)),
  );
  return {
    ...Object.fromEntries(inherited),
    ...(npmrc !== undefined && { npm_config_userconfig: npmrc }),
  };
}
