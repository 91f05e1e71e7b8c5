import type { Random } from '@gender/core';
import { MatError, openMat, type ElementOrder } from '../../src/index.js';

/** What became of a case: it was read, refused with a `MatError` of a code, or something went wrong. */
export interface Outcome {
  readonly result: string;
  /** What must never happen. */
  readonly fault?: string | undefined;
  /** Whether the HDF5 library inside gave up: it cannot be used again in this process. */
  readonly aborted: boolean;
}

/** Lists and reads bytes as a MAT-file. */
export async function exercise(bytes: Uint8Array, random: Random): Promise<Outcome> {
  const order: ElementOrder = random.next() < 0.5 ? 'row-major' : 'column-major';
  try {
    await using file = await openMat(bytes);
    const names = (await file.list()).map(({ name }) => name);
    for await (const [name] of file.variables({ order, verify: true })) names.push(name);
    return { result: 'read', aborted: false };
  } catch (error) {
    if (!(error instanceof MatError)) {
      const stack = error instanceof Error ? error.stack : String(error);
      return { result: 'fault', fault: stack, aborted: false };
    }
    return { result: error.code, aborted: causesOf(error).some(isAbort) };
  }
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
