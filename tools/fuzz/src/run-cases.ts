import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandom, GenderError } from '@gender/core';
import type { FuzzFormat } from './fuzz-format.js';
import { makeCase, type FuzzCase } from './make-case.js';

/** Which cases of a format to run: numbers `from`, `from + step`, … below `end`. */
export interface CaseRange {
  readonly seed: number;
  readonly from: number;
  readonly step: number;
  readonly end: number;
}

/** What became of a case. */
export interface CaseReport {
  readonly number: number;
  /** The name of the sound file. */
  readonly file: string;
  /** `read`, `fault`, or the code of the error. */
  readonly result: string;
  /** What must never happen. */
  readonly fault?: string | undefined;
  /** Whether the HDF5 library inside gave up: it cannot be used again in this process. */
  readonly aborted: boolean;
  /** Seconds of processor time. */
  readonly seconds: number;
  /** By how many bytes the largest memory of the process grew. */
  readonly growth: number;
}

/**
 * Reads damaged files of a format and tells what became of each. Every case has a generator of its
 * own, so that it can be run alone.
 *
 * @param title - the name of the format, which decides the cases together with the seed
 */
export async function* runCases(
  title: string,
  format: FuzzFormat,
  { seed, from, step, end }: CaseRange,
): AsyncGenerator<CaseReport> {
  const folder = await mkdtemp(join(tmpdir(), 'gender-fuzz-'));
  try {
    const sound = await readSeeds(folder, format);
    for (let number = from; number < end; number += step) {
      const random = createRandom(seed).fork(`${title} ${number}`);
      const made = await makeCase(format, random);
      const before = { cpu: process.cpuUsage(), memory: process.resourceUsage().maxRSS };
      const outcome = await exercise(folder, format, made, sound.get(made.seed.name));
      const { user, system } = process.cpuUsage(before.cpu);
      const growth = (process.resourceUsage().maxRSS - before.memory) * 1024;
      yield { ...outcome, number, file: made.seed.name, seconds: (user + system) / 1e6, growth };
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * What the seeds hold, by name; some are of a kind that is refused. What the first files cost
 * (compiling, WebAssembly's memory) belongs to no case.
 */
async function readSeeds(folder: string, format: FuzzFormat): Promise<ReadonlyMap<string, string>> {
  const sound = new Map<string, string>();
  for (const { name, bytes } of format.seeds) {
    try {
      sound.set(name, fingerprint(await readIn(folder, format, bytes)));
    } catch (error) {
      if (!isAllowed(format, error)) throw error;
    }
  }
  return sound;
}

function isAllowed(format: FuzzFormat, error: unknown): error is GenderError {
  return error instanceof GenderError && format.errors.some((type) => error instanceof type);
}

type Outcome = Pick<CaseReport, 'result' | 'fault' | 'aborted'>;

async function exercise(
  folder: string,
  format: FuzzFormat,
  { bytes, isChecked }: FuzzCase,
  sound: string | undefined,
): Promise<Outcome> {
  try {
    const content = await readIn(folder, format, bytes);
    const isSilent = isChecked && fingerprint(content) !== sound;
    return isSilent
      ? fault('a flipped bit changes what is read')
      : { result: 'read', aborted: false };
  } catch (error) {
    if (!isAllowed(format, error)) {
      return fault(error instanceof Error ? (error.stack ?? error.message) : String(error));
    }
    if (/[\n\r]/.test(error.message)) return fault(`not one line: ${error.message}`);
    return { result: error.code, aborted: causesOf(error).some(isAbort) };
  }
}

const fault = (what: string): Outcome => ({ result: 'fault', fault: what, aborted: false });

async function readIn(folder: string, format: FuzzFormat, bytes: Uint8Array): Promise<unknown> {
  const path = join(folder, format.file);
  await writeFile(path, bytes);
  return await format.read({ path, bytes });
}

/** The same for equal plain data. */
function fingerprint(content: unknown): string {
  const text = JSON.stringify(content, (_, value: unknown) => {
    if (typeof value === 'bigint') return `${value}`;
    if (!ArrayBuffer.isView(value)) return value;
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64');
  });
  return createHash('sha256').update(text).digest('hex');
}

function causesOf(error: Error): unknown[] {
  return error.cause instanceof Error ? [error, ...causesOf(error.cause)] : [error, error.cause];
}

/** Emscripten ends a module that failed with an error of this name, or one of WebAssembly's traps. */
function isAbort(error: unknown): boolean {
  return (
    error instanceof Error && (error.name === 'RuntimeError' || error.message.includes('Aborted('))
  );
}
