// Loaded into a program by `--import`: counts its calls that write files, and at one of them kills
// the process or finds the disk full. What worker threads and native code write is not counted.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { isMainThread } from 'node:worker_threads';
import { FAULT_VARIABLE, faultSchema, type Fault } from './fault.js';

type Call = (...words: unknown[]) => unknown;
type Style = 'sync' | 'callback' | 'promise';

/** Calls that change files, and whether they need room on the disk. */
const calls: Record<string, boolean> = {
  open: true,
  write: true,
  writev: true,
  writeFile: true,
  appendFile: true,
  copyFile: true,
  mkdir: true,
  truncate: true,
  ftruncate: true,
  rename: false,
  link: false,
  rm: false,
  rmdir: false,
  unlink: false,
  fsync: false,
};

let count = 0;

const description = process.env[FAULT_VARIABLE];
if (description !== undefined && isMainThread) {
  const fault = faultSchema.parse(JSON.parse(description));
  await watch(fault);
  process.on('exit', () => {
    if (fault.kind === 'count') fs.writeSync(1, `\n${count}\n`);
  });
}

async function watch(fault: Fault): Promise<void> {
  for (const [name, needsRoom] of Object.entries(calls)) {
    wrap(fs, `${name}Sync`, 'sync', fault, needsRoom);
    wrap(fs, name, 'callback', fault, needsRoom);
    wrap(fs.promises, name, 'promise', fault, needsRoom);
  }
  const handle = await fs.promises.open('/dev/null', 'r');
  const methods: unknown = Object.getPrototypeOf(handle);
  await handle.close();
  for (const name of ['write', 'writev', 'writeFile', 'appendFile', 'truncate']) {
    wrap(methods, name, 'promise', fault, true);
  }
  wrap(methods, 'sync', 'promise', fault, false);
  syncBuiltinESMExports();
}

function wrap(owner: unknown, name: string, style: Style, fault: Fault, needsRoom: boolean): void {
  if (typeof owner !== 'object' || owner === null) return;
  const original: unknown = Reflect.get(owner, name);
  if (typeof original !== 'function') return;
  const replacement = function (this: unknown, ...words: unknown[]): unknown {
    if (!writes(name, words)) return Reflect.apply(original, this, words);
    count += 1;
    if (fault.kind === 'kill' && count === fault.at) process.kill(process.pid, 'SIGKILL');
    if (fault.kind !== 'full' || count < fault.at || !needsRoom) {
      return Reflect.apply(original, this, words);
    }
    return fail(style, words);
  };
  Reflect.set(owner, name, replacement);
}

/** Opening to read, and writing to the terminal, write no file. */
function writes(name: string, words: readonly unknown[]): boolean {
  if (/^open(Sync)?$/.test(name)) {
    const flags = words[1];
    if (typeof flags === 'number')
      return (flags & (fs.constants.O_WRONLY | fs.constants.O_RDWR)) !== 0;
    return typeof flags === 'string' && flags !== 'r';
  }
  return !(typeof words[0] === 'number' && words[0] <= 2);
}

function fail(style: Style, words: readonly unknown[]): unknown {
  const error = Object.assign(new Error('ENOSPC: no space left on device'), {
    code: 'ENOSPC',
    errno: -28,
    syscall: 'write',
  });
  if (style === 'promise') return Promise.reject(error);
  if (style === 'sync') throw error;
  const callback = words.at(-1) as Call;
  process.nextTick(callback, error);
  return undefined;
}
