import { readFileSync } from 'node:fs';

/** Whether the system counts what a process reads. */
export const countsBytesRead = process.platform === 'linux';

/** How many bytes this process and its threads read from files while something is done, as the system counts them. */
export async function bytesRead(work: () => Promise<unknown>): Promise<number> {
  const before = counted();
  await work();
  return counted() - before;
}

function counted(): number {
  const [, count] = /^rchar: (\d+)$/m.exec(readFileSync('/proc/self/io', 'utf8')) ?? [];
  return Number(count);
}
