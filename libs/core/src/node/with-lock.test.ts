import { spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLogger } from '../logger.js';
import { thisProcess } from './process-identity.js';
import { isLocked, withLock } from './with-lock.js';

let folder: string;
let path: string;
let lock: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gender-lock-'));
  path = join(folder, 'count');
  lock = join(folder, '.count.lock');
  await writeFile(path, '0');
});
afterEach(() => rm(folder, { recursive: true }));

const program = fileURLToPath(new URL('../../test/count-under-lock.ts', import.meta.url));
const start = (times: number | 'hold' | 'exit'): ChildProcess =>
  spawn(process.execPath, ['--import', 'tsx', program, path, String(times)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });

/** Collects what a logger is told. */
const listening = (warnings: string[]): typeof silentLogger => ({
  ...silentLogger,
  warn: (message) => void warnings.push(message),
});

/** The lock of a process that cannot be seen from here. */
const foreign = { ...thisProcess(), host: 'elsewhere', since: '2026-01-01', token: 'theirs' };

/** Several pieces of work at once; how many of them ran beside each other at most. */
async function mostAtOnce(pieces: number): Promise<number> {
  let [now, most] = [0, 0];
  const work = async (): Promise<void> => {
    most = Math.max(most, ++now);
    await setTimeout(2);
    now--;
  };
  await Promise.all(
    Array.from({ length: pieces }, () => withLock(path, { patienceMilliseconds: 300 }, work)),
  );
  return most;
}

describe('withLock', () => {
  it('lets one of several processes work at a time and leaves no file', async () => {
    const children = Array.from({ length: 3 }, () => start(15));
    const codes = await Promise.all(children.map((child) => once(child, 'exit')));
    expect(codes.map(([code]) => code as number)).toEqual([0, 0, 0]);
    expect(await readFile(path, 'utf8')).toBe('45');
    expect(await readdir(folder)).toEqual(['count']);
  });

  it('says once whom it waits for, and takes over when that process is killed', async () => {
    const child = start('hold');
    await once(child.stdout!, 'data');
    const warnings: string[] = [];
    const waiting = withLock(path, { logger: listening(warnings) }, () => readdir(folder));
    await expect.poll(() => warnings.length).toBe(1);
    await setTimeout(500);
    child.kill('SIGKILL');
    expect(await waiting).toEqual(['.count.lock', 'count']);
    expect(warnings).toEqual([
      expect.stringMatching(`process ${child.pid} on .* works on ${path}`),
    ]);
    expect(await readdir(folder)).toEqual(['count']);
  });

  it('clears what killed processes left of writing the path, also for work that writes nothing', async () => {
    const host = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
    const run = `${host}-${2 ** 30}-0123abcd`; // larger than any process id
    await writeFile(join(folder, `.count.${run}.part`), '');
    await mkdir(join(folder, `.count.${run}.old`));
    expect(await withLock(path, {}, () => readdir(folder))).toEqual(['.count.lock', 'count']);
    expect(await readFile(path, 'utf8')).toBe('0');
  });

  it('is released by process.exit', async () => {
    const [code] = (await once(start('exit'), 'exit')) as [number];
    expect(code).toBe(3);
    expect(await readdir(folder)).toEqual(['count']);
  });

  it('stops waiting with the reason of its signal', async () => {
    const holding = withLock(path, {}, () => setTimeout(300));
    const controller = new AbortController();
    const waiting = withLock(path, controller, () => Promise.resolve());
    controller.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
    await setTimeout(50);
    expect(await isLocked(path)).toBe(true);
    await holding;
    expect(await isLocked(path)).toBe(false);
  });

  it('refuses at once to wait for the work that asks', async () => {
    const nested = withLock(path, {}, () => withLock(path, {}, () => Promise.resolve()));
    await expect(nested).rejects.toThrow(`${path} is locked twice`);
    expect(await readdir(folder)).toEqual(['count']);
  });

  it('passes on results and errors', async () => {
    expect(await withLock(path, {}, () => Promise.resolve(7))).toBe(7);
    const failing = withLock(path, {}, () => Promise.reject(new Error('no luck')));
    await expect(failing).rejects.toThrow('no luck');
    expect(await readdir(folder)).toEqual(['count']);
  });
});

describe('withLock, of a lock that a process left', () => {
  const left: Record<string, string> = {
    'of a process that ended': JSON.stringify({ ...foreign, ...thisProcess(), pid: 2 ** 22 + 1 }),
    'of a process on another machine that shows no sign of life': JSON.stringify(foreign),
    'without content': '',
    'of something else': '{"locked": true}',
  };
  it.each(Object.entries(left))('%s: one of many takes it over', async (_, text) => {
    await writeFile(lock, text);
    expect(await mostAtOnce(12)).toBe(1);
    expect(await readdir(folder)).toEqual(['count']);
  });

  it.runIf(process.platform === 'linux')('of an earlier process of the same number', async () => {
    const { pid } = thisProcess();
    await writeFile(lock, JSON.stringify({ ...foreign, ...thisProcess(), pid, started: '1' }));
    expect(await mostAtOnce(2)).toBe(1);
  });

  it('takes over also when the process that took it over was killed meanwhile', async () => {
    const ended = JSON.stringify({ ...foreign, ...thisProcess(), pid: 2 ** 22 + 1 });
    await writeFile(lock, ended);
    await writeFile(join(folder, '..count.lock.lock'), ended);
    expect(await mostAtOnce(5)).toBe(1);
    expect(await readdir(folder)).toEqual(['count']);
  });
});

describe('withLock, of an owner on another machine', () => {
  it('waits as long as the lock is touched', async () => {
    await writeFile(lock, JSON.stringify(foreign));
    let touches = 0;
    const touching = setInterval(() => void utimes(lock, ++touches, touches), 20);
    const signal = AbortSignal.timeout(3000);
    const waiting = withLock(path, { signal, patienceMilliseconds: 1500 }, () => Promise.resolve());
    await expect(waiting).rejects.toMatchObject({ name: 'TimeoutError' });
    clearInterval(touching);
  });

  it('fails when another took the lock over', async () => {
    const working = withLock(path, {}, () => writeFile(lock, JSON.stringify(foreign)));
    await expect(working).rejects.toMatchObject({ code: 'FILE_LOCK_LOST' });
    expect(await readFile(lock, 'utf8')).toContain('elsewhere');
  });
});
