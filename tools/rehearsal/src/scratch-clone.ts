import { execFile } from 'node:child_process';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { readPackages, type Package } from './package-graph.js';

const workspace = fileURLToPath(new URL('../../../', import.meta.url));

/** Commits carry the rehearsal's name, whatever the user's settings say of names, hooks and signatures. */
const environment = {
  ...process.env,
  ...{ GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' },
  ...{ GIT_AUTHOR_NAME: 'Rehearsal', GIT_AUTHOR_EMAIL: 'rehearsal@example.invalid' },
  ...{ GIT_COMMITTER_NAME: 'Rehearsal', GIT_COMMITTER_EMAIL: 'rehearsal@example.invalid' },
  ...{ CI: 'true', NX_TUI: 'false', NX_DAEMON: 'false', FORCE_COLOR: '0' },
};

/** A clone of what is committed, in which anything may be written. */
export class ScratchClone {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** Clones the workspace into a folder that is not there yet, and installs its packages. */
  static async create(folder: string): Promise<ScratchClone> {
    await promisify(execFile)('git', ['clone', '--quiet', workspace, folder]);
    const clone = new ScratchClone(folder);
    await clone.run('npm', ['ci', '--prefer-offline', '--no-audit', '--no-fund']);
    return clone;
  }

  /** Runs a program in the clone, and gives what it printed; one that fails rejects. */
  async run(
    program: string,
    words: readonly string[],
    variables: NodeJS.ProcessEnv = {},
  ): Promise<string> {
    const options = {
      ...{ cwd: this.folder, maxBuffer: 2 ** 28 },
      env: { ...environment, ...variables },
    };
    return (await promisify(execFile)(program, words, options)).stdout;
  }

  /** Runs Nx. */
  nx(words: readonly string[], variables?: NodeJS.ProcessEnv): Promise<string> {
    return this.run(join(this.folder, 'node_modules/.bin/nx'), words, variables);
  }

  /** What is published. */
  packages(): Package[] {
    return readPackages(this.folder, ['libs', 'apps']).filter(({ isPrivate }) => !isPrivate);
  }

  /** Adds a comment to a library, and commits it as a fix. */
  async commitFix(library: string): Promise<void> {
    await appendFile(join(this.folder, 'libs', library, 'src/index.ts'), '// edited\n');
    await this.run('git', ['commit', '--quiet', '--all', '-m', `fix(${library}): an edit`]);
  }

  /** The short name of the commit. */
  async commit(): Promise<string> {
    return (await this.run('git', ['rev-parse', '--short', 'HEAD'])).trim();
  }

  /** The tags that are there. */
  async tags(): Promise<string[]> {
    return (await this.run('git', ['tag'])).split('\n').filter((tag) => tag !== '');
  }
}
