import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Task } from './child.js';
import type { FormatName } from './formats.js';
import type { CaseReport } from './run-cases.js';
import { Tally } from './tally.js';

/** Seconds without a word after which a child hangs; on a busy machine a case waits for its turn. */
const SILENCE_SECONDS = 60;

/** How many cases of a format to run, and in how many processes. */
export interface FuzzOptions {
  readonly format: FormatName;
  readonly cases: number;
  readonly seed: number;
  /** The number of the first case; for one that is to be run alone. */
  readonly first: number;
  readonly processes: number;
}

/** Reads damaged files in processes of their own, so that nothing they do can end this one. */
export async function runInChildren(options: FuzzOptions): Promise<Tally> {
  const { format, cases, seed, first, processes } = options;
  const tally = new Tally();
  const tasks = Array.from({ length: processes }, (_, index) =>
    runTask({ format, seed, from: first + index, step: processes, end: first + cases }, tally),
  );
  await Promise.all(tasks);
  return tally;
}

/** Starts a new process wherever one ended before the task did. */
async function runTask(task: Task, tally: Tally): Promise<void> {
  for (let from = task.from; from < task.end;) {
    from = (await runChild({ ...task, from }, tally)) + task.step;
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
      tally.addFault(next, `hangs for ${SILENCE_SECONDS} s`);
      child.kill('SIGKILL');
    }, SILENCE_SECONDS * 1000);
  };
  return new Promise((resolve, reject) => {
    let [ready, finished] = [false, false];
    child.on('message', (message: CaseReport | 'ready') => {
      watch();
      if (message === 'ready') return void child.send(task);
      ready = true;
      tally.add(message);
      next = message.number + task.step;
      finished = message.aborted || next >= task.end;
    });
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      clearTimeout(timer);
      if (!ready) reject(new Error(`the process for case ${next} does not begin`));
      if (!finished && signal !== 'SIGKILL') {
        tally.addFault(next, `ends the process: ${code ?? signal}`);
      }
      resolve(finished ? next - task.step : next);
    });
    watch();
  });
}

function startChild(): ChildProcess {
  const path = fileURLToPath(new URL('./child.ts', import.meta.url));
  return fork(path, { execArgv: ['--import', 'tsx', '--conditions=@gender/source'] });
}
