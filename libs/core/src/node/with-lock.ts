import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { mkdir, open, rm, stat, utimes, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import * as z from 'zod';
import { silentLogger, type Logger } from '../logger.js';
import { FileError, isFileSystemError } from './file-error.js';
import { stateOf, thisProcess } from './process-identity.js';
import { readRegularFile } from './regular-file.js';
import { clearRemains } from './remains.js';

/** How often one that waits looks. */
const POLL_MILLISECONDS = 200;
/** How often an owner shows that it lives, by touching the lock. */
const RENEWAL_MILLISECONDS = 5000;
/** Twelve renewals: also an owner whose thread is busy for long touches its lock within it. */
const PATIENCE_MILLISECONDS = 60_000;
/** A lock has about 300. */
const MAX_LOCK_BYTES = 4096;

export interface LockOptions {
  /** Is told once, by a warning, whom the work waits for. */
  readonly logger?: Logger | undefined;
  /** Ends the waiting; the work itself is not stopped by it. */
  readonly signal?: AbortSignal | undefined;
  /**
   * After how long without a sign of life an owner counts as ended whose process cannot be seen
   * from here, as on another machine; default 60 000.
   */
  readonly patienceMilliseconds?: number | undefined;
}

const ownerSchema = z.object({
  host: z.string(),
  scope: z.string(),
  pid: z.number().int(),
  started: z.string().optional(),
  /** When the lock was taken, in ISO 8601. */
  since: z.string(),
  /** Tells the locks of one process apart. */
  token: z.string(),
});

type Owner = z.infer<typeof ownerSchema>;

/** A lock that is held. */
interface Lock {
  /** @throws FileError `FILE_LOCK_LOST` when it is another's by now. */
  release(): Promise<void>;
}

/** The locks of this process, removed also when it is ended by `process.exit`. */
const files = new Set<string>();
/** What the running piece of work has locked: asking for it again would wait for ever. */
const lockedHere = new AsyncLocalStorage<readonly string[]>();

/**
 * Does work on a file or folder alone: no other process, nor another piece of work of this one,
 * works on it meanwhile. Where one does, waits until it is done. A lock whose owner was killed is
 * taken over, and what killed processes left of writing the path is cleared before the work begins.
 *
 * The lock is a hidden file beside the path, `.<name>.lock`, that says which process holds it since
 * when; it is gone when the work has ended. Processes on other machines that share the folder are
 * told alive by their touching it.
 *
 * @param path - need not exist; missing folders above it are made
 * @returns what `work` returned
 * @throws the reason of `signal` when it is aborted while waiting; errors of `work` pass through.
 * @throws FileError when the lock cannot be written, `FILE_LOCK_LOST` when another machine took it
 *   over because this process had shown no sign of life.
 */
export async function withLock<T>(
  path: string,
  options: LockOptions,
  work: () => Promise<T>,
): Promise<T> {
  const target = resolve(path);
  const outer = lockedHere.getStore();
  if (outer?.includes(target)) throw new Error(`internal error: ${path} is locked twice`);
  try {
    await mkdir(dirname(target), { recursive: true });
  } catch (cause) {
    throw FileError.from(target, 'write', cause);
  }
  const lock = await acquire(target, options);
  try {
    await clearRemains(target).catch((cause: unknown) => {
      throw FileError.from(target, 'write', cause);
    });
    const result = await lockedHere.run(outer ? [...outer, target] : [target], work);
    await lock.release();
    return result;
  } catch (cause) {
    await lock.release().catch(() => undefined);
    throw cause;
  }
}

/** Whether work on a path goes on, or ended without an end of its own. */
export async function isLocked(path: string): Promise<boolean> {
  return (await readLock(lockPath(resolve(path)))) !== undefined;
}

/** The path that a lock file is of whose owner, a process of this machine, has ended. */
export async function deadLockOf(file: string): Promise<string | undefined> {
  const target = /^\.(?<target>.+)\.lock$/.exec(basename(file))?.groups?.['target'];
  if (target === undefined) return undefined;
  const owner = (await readLock(file))?.owner;
  return owner && stateOf(owner) === 'ended' ? join(dirname(file), target) : undefined;
}

function lockPath(target: string): string {
  return join(dirname(target), `.${basename(target)}.lock`);
}

async function acquire(target: string, options: LockOptions): Promise<Lock> {
  const { logger = silentLogger, signal } = options;
  const file = lockPath(target);
  const seen = new Watch(options.patienceMilliseconds ?? PATIENCE_MILLISECONDS);
  for (let told = false; ;) {
    signal?.throwIfAborted();
    const lock = await create(file);
    if (lock !== undefined) return lock;
    const found = await readLock(file);
    if (found === undefined) continue;
    if (seen.isAbandoned(found)) {
      await removeAbandoned(file, found, options);
      continue;
    }
    if (!told) logger.warn(`waiting for ${describe(found)}, which works on ${target}`);
    told = true;
    await wait(POLL_MILLISECONDS, undefined, { signal }).catch(() => signal?.throwIfAborted());
  }
}

/** Makes the lock file, which only one can; `undefined` where it exists. */
async function create(file: string): Promise<Lock | undefined> {
  const owner: Owner = {
    ...thisProcess(),
    since: new Date().toISOString(),
    token: randomUUID(),
  };
  const text = `${JSON.stringify(owner)}\n`;
  try {
    await using handle = await open(file, 'wx');
    await fill(handle, file, text);
  } catch (cause) {
    if (isFileSystemError(cause) && cause.code === 'EEXIST') return undefined;
    throw FileError.from(file, 'write', cause);
  }
  const renewal = setInterval(() => {
    const now = new Date();
    utimes(file, now, now).catch(() => undefined);
  }, RENEWAL_MILLISECONDS).unref();
  return {
    release: async () => {
      clearInterval(renewal);
      if (forget(file)) await release(file, text);
    },
  };
}

async function fill(handle: FileHandle, file: string, text: string): Promise<void> {
  keep(file);
  try {
    await handle.writeFile(text);
  } catch (cause) {
    forget(file);
    await rm(file, { force: true });
    throw cause;
  }
}

async function release(file: string, text: string): Promise<void> {
  const found = await readLock(file);
  if (found?.text === text) return rm(file, { force: true });
  throw new FileError(
    'FILE_LOCK_LOST',
    `${file} was taken over by ${found === undefined ? 'another process' : describe(found)} while this process showed no sign of life, so what both wrote may be mixed; run again`,
  );
}

function keep(file: string): void {
  if (files.size === 0) process.on('exit', removeAll);
  files.add(file);
}

function forget(file: string): boolean {
  const known = files.delete(file);
  if (files.size === 0) process.off('exit', removeAll);
  return known;
}

function removeAll(): void {
  for (const file of files) rmSync(file, { force: true });
}

/** A lock file as it was found. */
interface FoundLock {
  readonly text: string;
  /** Absent where its owner was killed, or is, between making and filling the file. */
  readonly owner: Owner | undefined;
  readonly touched: number;
}

async function readLock(file: string): Promise<FoundLock | undefined> {
  try {
    const bytes = await readRegularFile(file, { maxBytes: MAX_LOCK_BYTES });
    const { mtimeMs: touched } = await stat(file);
    const text = Buffer.from(bytes).toString('utf8');
    return { text, owner: parseOwner(text), touched };
  } catch (cause) {
    const error = cause instanceof FileError ? cause : FileError.from(file, 'read', cause);
    if (error.code === 'FILE_NOT_FOUND') return undefined;
    throw error;
  }
}

function parseOwner(text: string): Owner | undefined {
  try {
    return ownerSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

function describe({ owner }: FoundLock): string {
  if (owner === undefined) return 'another process';
  return `process ${owner.pid} on ${owner.host} (since ${owner.since})`;
}

/**
 * Removes the lock of an owner that has ended. Of several that see it so, one does: removing a lock
 * is work on its file, and done under a lock of its own, so that nobody removes a successor's.
 */
async function removeAbandoned(
  file: string,
  seen: FoundLock,
  { signal, patienceMilliseconds }: LockOptions,
): Promise<void> {
  const guard = await acquire(file, { signal, patienceMilliseconds });
  try {
    const found = await readLock(file);
    if (found?.text === seen.text && found.touched === seen.touched) {
      await rm(file, { force: true });
    }
  } finally {
    await guard.release();
  }
}

/** Decides whether the owner of a lock has ended; of one that cannot be seen, by watching its lock. */
class Watch {
  readonly #patience: number;
  #last: FoundLock | undefined;
  #since = 0;

  constructor(patience: number) {
    this.#patience = patience;
  }

  isAbandoned(found: FoundLock): boolean {
    const now = performance.now();
    if (found.text !== this.#last?.text || found.touched !== this.#last.touched) this.#since = now;
    this.#last = found;
    const state = found.owner === undefined ? 'unknown' : stateOf(found.owner);
    return state === 'ended' || (state === 'unknown' && now - this.#since >= this.#patience);
  }
}
