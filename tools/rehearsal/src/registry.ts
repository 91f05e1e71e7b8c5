import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const HOST = '127.0.0.1';
/** Seconds until a registry that does not answer is given up; it starts in three on an idle machine. */
const PATIENCE = 120;

/** Which version of Verdaccio, with all that it needs: a package.json and its lock file. */
const pinned = fileURLToPath(new URL('../registry/', import.meta.url));

/** An npm registry on the loopback: packages of the scope are its own, all others come from the user's registry. */
export class Registry implements AsyncDisposable {
  /** Such as `http://127.0.0.1:40123/`. */
  readonly url: string;
  /** The file of npm's settings that names this registry. */
  readonly npmrc: string;
  /** The registry that others come from: the one that npm is configured for. */
  readonly upstream: string;
  readonly #server: ChildProcess;

  private constructor(url: string, npmrc: string, upstream: string, server: ChildProcess) {
    this.url = url;
    this.npmrc = npmrc;
    this.upstream = upstream;
    this.#server = server;
  }

  /**
   * Installs Verdaccio into a folder and starts it there, empty, at a free port.
   *
   * @throws {Error} when it ends or does not answer
   */
  static async start(folder: string): Promise<Registry> {
    await mkdir(folder);
    await cp(pinned, folder, { recursive: true });
    const npm = (...words: string[]): Promise<{ stdout: string }> =>
      promisify(execFile)('npm', words, { cwd: folder });
    const upstream = (await npm('config', 'get', 'registry')).stdout.trim();
    await npm('ci', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund');
    const [config, npmrc] = [join(folder, 'config.yaml'), join(folder, 'npmrc')];
    const url = `http://${HOST}:${await freePort()}/`;
    await writeFile(config, JSON.stringify(settings(folder, upstream))); // JSON is YAML as well
    // npm publishes with a token only; the registry takes whatever comes.
    await writeFile(npmrc, `registry=${url}\n${url.slice('http:'.length)}:_authToken=rehearsal\n`);
    const program = join(folder, 'node_modules/verdaccio/bin/verdaccio');
    const words = [program, '--config', config, '--listen', url];
    const server = spawn(process.execPath, words, { cwd: folder, stdio: 'ignore' });
    const registry = new Registry(url, npmrc, upstream, server);
    await registry.#answers();
    return registry;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#server.exitCode !== null) return;
    const ended = new Promise((resolve) => this.#server.once('exit', resolve));
    this.#server.kill();
    await ended;
  }

  async #answers(): Promise<void> {
    for (let waited = 0; waited < PATIENCE; waited += 1) {
      if (this.#server.exitCode !== null) break;
      const answer = await fetch(`${this.url}-/ping`).catch(() => undefined);
      if (answer?.ok) return;
      await sleep(1000);
    }
    await this[Symbol.asyncDispose]();
    throw new Error(`Verdaccio does not answer at ${this.url}`);
  }
}

/** Everybody may read and publish; what is published here is looked for nowhere else. */
function settings(folder: string, upstream: string): object {
  return {
    storage: join(folder, 'storage'),
    uplinks: { upstream: { url: upstream, timeout: '120s', max_fails: 10 } },
    packages: {
      '@gender/*': { access: '$all', publish: '$all' },
      '**': { access: '$all', proxy: 'upstream' },
    },
    max_body_size: '100mb',
    web: { enable: false },
    log: { type: 'file', path: join(folder, 'verdaccio.log'), level: 'warn' },
  };
}

function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, HOST, () => {
      const address = server.address();
      server.close(() => {
        if (typeof address === 'object' && address !== null) resolve(address.port);
        else reject(new Error('the system gave no port'));
      });
    });
  });
}
