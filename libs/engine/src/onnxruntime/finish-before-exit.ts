/** Longer than any batch takes; a thread that hangs does not hold the process for ever. */
const LIMIT_MILLISECONDS = 60_000;

/** One for each thread, in shared memory: 1 while the thread computes, 0 while it is idle. */
export type BusyFlag = Int32Array<SharedArrayBuffer>;

const flags = new Set<BusyFlag>();

/**
 * Makes a flag for which `process.exit` waits while it is 1.
 *
 * Native code of ONNX Runtime that comes back to a thread that is ending throws where nobody can
 * catch it, and aborts the whole process (onnxruntime-node 1.30); so the thread has to finish first.
 */
export function createBusyFlag(): BusyFlag {
  if (flags.size === 0) process.once('exit', waitForAll);
  const flag = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  flags.add(flag);
  return flag;
}

/** Forgets a flag whose thread has ended. */
export function releaseBusyFlag(flag: BusyFlag): void {
  flags.delete(flag);
  if (flags.size === 0) process.off('exit', waitForAll);
}

export function setBusy(flag: BusyFlag): void {
  Atomics.store(flag, 0, 1);
}

export function setIdle(flag: BusyFlag): void {
  Atomics.store(flag, 0, 0);
  Atomics.notify(flag, 0);
}

function waitForAll(): void {
  for (const flag of flags) Atomics.wait(flag, 0, 1, LIMIT_MILLISECONDS);
}
