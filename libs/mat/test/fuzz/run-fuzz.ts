import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Report, Task } from './child.js';

/** Seconds of processor time that a case may take. */
const MAX_SECONDS = 1;
/** Bytes by which a case may make the process grow. */
const MAX_GROWTH = 256 * 2 ** 20;
/** Seconds without a word after which a child hangs; on a busy machine a case waits for its turn. */
const SILENCE_SECONDS = 30;

export interface FuzzOptions {
  readonly cases: number;
  readonly seed: number;
  readonly processes?: number;
  readonly onProgress?: (done: number) => void;
}

export interface FuzzResult {
  /** How many cases ended in each way: `read`, or the code of the error. */
  readonly outcomes: ReadonlyMap<string, number>;
  /** What must not happen, with the number of the case. */
  readonly faults: readonly string[];
  /** How often the HDF5 library gave up (as a typed error) and the process was begun anew. */
  readonly aborts: number;
  readonly slowestSeconds: number;
  readonly largestGrowth: number;
}

/** Reads damaged files in processes of their own, so that nothing they do can end this one. */
export async function runFuzz(options: FuzzOptions): Promise<FuzzResult> {
  const tally = new Tally(options.onProgress);
  const { cases, seed, processes = 1 } = options;
  const tasks = Array.from({ length: processes }, (_, from) =>
    runTask({ seed, from, step: processes, end: cases }, tally),
  );
  await Promise.all(tasks);
  return tally;
}

/** Begins a new process wherever one ended before the task did. */
async function runTask(task: Task, tally: Tally): Promise<void> {
  for (let from = task.from; from < task.end;) {
    const last = await runChild({ ...task, from }, tally);
    from = last + task.step;
  }
}

/** @returns the number of the last case that the process came to */
function runChild(task: Task, tally: Tally): Promise<number> {
  const child = startChild();
  let next = task.from;
  let timer = setTimeout(() => undefined, 0);
  const watch = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      tally.fault(next, `hangs for ${SILENCE_SECONDS} s`);
      child.kill('SIGKILL');
    }, SILENCE_SECONDS * 1000);
  };
  return new Promise((resolve, reject) => {
    let [ready, finished] = [false, false];
    child.on('message', (message: Report | 'ready') => {
      watch();
      if (message === 'ready') {
        ready = true;
        return void child.send(task);
      }
      tally.add(message);
      next = message.number + task.step;
      finished = message.aborted || next >= task.end;
    });
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      clearTimeout(timer);
      if (!ready) reject(new Error(`the process for case ${next} does not begin`));
      if (!finished && signal !== 'SIGKILL')
        tally.fault(next, `ends the process: ${code ?? signal}`);
      resolve(finished ? next - task.step : next);
    });
    watch();
  });
}

function startChild(): ChildProcess {
  const path = fileURLToPath(new URL('./child.ts', import.meta.url));
  return fork(path, { execArgv: ['--import', 'tsx', '--conditions=@gender/source'] });
}

/** Sums reports up. */
class Tally implements FuzzResult {
  readonly outcomes = new Map<string, number>();
  readonly faults: string[] = [];
  aborts = 0;
  slowestSeconds = 0;
  largestGrowth = 0;
  #done = 0;

  constructor(private readonly onProgress: FuzzOptions['onProgress']) {}

  add(report: Report): void {
    const { number, file, result, fault, seconds, growth, aborted } = report;
    this.outcomes.set(result, (this.outcomes.get(result) ?? 0) + 1);
    this.slowestSeconds = Math.max(this.slowestSeconds, seconds);
    this.largestGrowth = Math.max(this.largestGrowth, growth);
    if (aborted) this.aborts += 1;
    if (fault !== undefined) this.fault(number, `${file}: ${fault}`);
    if (seconds > MAX_SECONDS) this.fault(number, `${file}: takes ${seconds.toFixed(2)} s`);
    if (growth > MAX_GROWTH) {
      this.fault(number, `${file}: grows by ${Math.round(growth / 2 ** 20)} MB`);
    }
    this.#done += 1;
    this.onProgress?.(this.#done);
  }

  fault(number: number, what: string): void {
    this.faults.push(`case ${number}: ${what}`);
  }
}
