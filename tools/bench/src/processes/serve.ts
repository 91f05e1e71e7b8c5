import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { required } from '@gender/core';

/** `gender-serve` in a process of its own. */
export interface RunningServer {
  readonly url: string;
  readonly process: ChildProcess;
}

/** Serves a model on a port that is free; its pictures are taken for faces. */
export async function startServer(
  model: string,
  flags: readonly string[] = [],
  { cpu }: { /** The one that it runs on; Linux. */ readonly cpu?: number } = {},
): Promise<RunningServer> {
  const program = fileURLToPath(new URL('../../../../apps/serve/src/main.ts', import.meta.url));
  const words = [model, '--port=0', '--faces=none', ...flags];
  const argv = ['--import', import.meta.resolve('tsx'), '--conditions=@gender/source', program];
  const [command, ...pin] =
    cpu === undefined
      ? ([process.execPath] as const)
      : (['taskset', '-c', String(cpu), process.execPath] as const);
  const child = spawn(command, [...pin, ...argv, ...words], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  while (!said.includes('listening on')) {
    const [chunk] = (await once(child.stderr, 'data')) as [Buffer];
    said += chunk.toString();
  }
  child.stderr.resume();
  const [, url] = /listening on (\S+)/.exec(said) ?? [];
  return { url: required(url, 'the address'), process: child };
}

/** Seconds of the processor that a process has taken so far; Linux. */
export function processorSecondsOf({ pid }: ChildProcess): number {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const [, , , , , , , , , , , user, system] = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return (Number(user) + Number(system)) / TICKS;
}

/** Ticks of a second in `/proc`, on every Linux that Node runs on. */
const TICKS = 100;

/** Megabytes that a process holds; Linux. */
export function memoryOf({ pid }: ChildProcess): number {
  const [, kilobytes] = /VmRSS:\s*(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Math.round(Number(kilobytes) / 1024);
}
