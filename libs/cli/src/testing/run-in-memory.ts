import { runApp, type App } from '../run-app.js';
import { memoryIo, type MemoryIoOptions } from './memory-io.js';

/** How to run an app in memory. */
export interface RunInMemoryOptions extends MemoryIoOptions {
  /** Presses Ctrl-C as soon as this stands in one of the outputs. */
  readonly interruptAt?: string;
}

/** What an app did. */
export interface FinishedRun {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs an app to its end without a process, for tests.
 *
 * @param argv - the words after the name of the program
 *
 * @example
 * await runInMemory(app, ['convert', '--input', 'absent.mat']);
 * // { exitCode: 1, stdout: '', stderr: 'error: cannot read absent.mat: … [FILE_NOT_FOUND]\n' }
 */
export async function runInMemory(
  app: App,
  argv: readonly string[],
  { interruptAt, ...options }: RunInMemoryOptions = {},
): Promise<FinishedRun> {
  const io = memoryIo(options);
  let interrupted = false;
  const look = (text: string): void => {
    if (interruptAt === undefined || interrupted || !text.includes(interruptAt)) return;
    interrupted = true;
    io.signals.emit('SIGINT', 'SIGINT');
  };
  io.stdout.on('text', look);
  io.stderr.on('text', look);
  const exitCode = await runApp(app, argv, io);
  return { exitCode, stdout: io.stdout.text, stderr: io.stderr.text };
}
