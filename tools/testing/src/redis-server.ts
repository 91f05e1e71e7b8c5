import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';

/** Whether a Redis server is installed here. */
export const hasRedis: boolean = spawnSync('redis-server', ['--version']).status === 0;

/** A Redis server of a test, on a port of this machine alone; end it with `await using`. */
export interface RedisServer extends AsyncDisposable {
  /** Its address, `redis://127.0.0.1:40123`. */
  readonly url: string;
  /** Its process. */
  readonly pid: number;
  /** Ends the server. */
  stop(): Promise<void>;
  /** Starts it again on the same port, with what it wrote into its folder. */
  start(): Promise<void>;
}

/**
 * Starts a Redis server that writes every change into a folder, and waits until it answers.
 *
 * @param folder - where it keeps its files; must exist
 */
export async function startRedis(folder: string): Promise<RedisServer> {
  const port = await freePort();
  let process = await startProcess(folder, port);
  const stop = async (): Promise<void> => {
    if (process.exitCode !== null || process.signalCode !== null) return;
    process.kill('SIGTERM');
    await once(process, 'exit');
  };
  return {
    url: `redis://127.0.0.1:${port}`,
    get pid() {
      return process.pid ?? Number.NaN;
    },
    stop,
    start: async () => {
      process = await startProcess(folder, port);
    },
    [Symbol.asyncDispose]: stop,
  };
}

async function startProcess(folder: string, port: number): Promise<ChildProcess> {
  const only = ['--bind', '127.0.0.1', '--port', String(port), '--dir', folder];
  const kept = ['--save', '', '--appendonly', 'yes', '--appendfsync', 'everysec'];
  const process = spawn('redis-server', [...only, ...kept], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const said: string[] = [];
  for await (const line of createInterface({ input: process.stdout })) {
    said.push(line);
    if (line.includes('Ready to accept connections')) break;
  }
  if (process.exitCode !== null) throw new Error(`redis-server ended: ${said.join('\n')}`);
  // What nobody reads would stop it in the end.
  process.stdout.resume();
  return process;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
