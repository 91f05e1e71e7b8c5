import type { Command, Outcome, PreparedCommand } from './command.js';
import { describeFailure, type Failure, type Hints } from './failure.js';
import { listenForInterruption, type SignalSource } from './interruption.js';
import { watchOutputs } from './output-faults.js';
import { parseArguments } from './parse-arguments.js';
import type { ReporterStream } from './reporter-stream.js';
import { createReporter, paint, type Reporter } from './reporter.js';
import { packageOf, versions } from './versions.js';

/** A program with subcommands. */
export interface App {
  /** The name of the program: `gender-train`. */
  readonly name: string;
  /** What it is for, in a line. */
  readonly summary: string;
  /** `import.meta.url` of the app, from which versions are read. */
  readonly moduleUrl: string;
  /** The first is the one that runs when none is named. */
  readonly commands: readonly [Command, ...Command[]];
  /** Whether words that name no command belong to the first one: `gender-serve model.h5`. @default false */
  readonly takesWords?: boolean;
  /** What to do about an error, in flags of this program, by the error's code; libraries know none. */
  readonly advice?: Readonly<Partial<Record<string, string>>>;
}

/** What a program touches of the world; tests pass their own. */
export interface AppIo {
  readonly stdout: ReporterStream;
  readonly stderr: ReporterStream;
  readonly signals: SignalSource;
  /** The time in milliseconds, from any zero. */
  readonly now: () => number;
}

/** Help is not made wider than this, whatever the terminal. */
const widestHelp = 110;

/**
 * Runs a program to its end: parses the command line, runs one command, prints its result on
 * standard output, and everything else on standard error. Never throws and never exits.
 *
 * @param argv - the words after the name of the program, `process.argv.slice(2)`
 * @returns the exit code: 0, 1 after an error, 2 after wrong usage, 129, 130 or 143 after SIGHUP, Ctrl-C or SIGTERM
 *
 * @example
 * process.exitCode = await runApp(app, process.argv.slice(2));
 */
export async function runApp(
  app: App,
  argv: readonly string[],
  io: AppIo = processIo(),
): Promise<number> {
  const written = watchOutputs(io.stdout, io.stderr);
  const exitCode = await runWords(app, argv, io);
  const fault = await written();
  if (fault === undefined) return exitCode;
  return reportFailure(describeFailure(fault, hintsOf(app, argv), false), false, io);
}

async function runWords(app: App, argv: readonly string[], io: AppIo): Promise<number> {
  const json = argv.some((word) => word === '--json' || word === '--json=true');
  try {
    const description = { ...app, version: packageOf(app.moduleUrl).version };
    const width = Math.min(io.stderr.columns ?? widestHelp, widestHelp);
    const parsed = parseArguments(description, argv, width);
    if (parsed.kind === 'command') return await runCommand(app, argv, parsed.command, io);
    io.stdout.write(`${parsed.text}\n`);
    return 0;
  } catch (error) {
    return reportFailure(describeFailure(error, hintsOf(app, argv), false), json, io);
  }
}

async function runCommand(
  app: App,
  argv: readonly string[],
  command: PreparedCommand,
  io: AppIo,
): Promise<number> {
  const { json, verbose } = command.common;
  const reporter = createReporter(io.stderr, command.common, io.now);
  const interruption = listenForInterruption(io.signals, io.now);
  try {
    const outcome = await command.run({
      logger: reporter.logger,
      progress: reporter.progress,
      signal: interruption.signal,
      printLine: linePrinter(json, io.stdout, reporter),
      versions: versions(app.moduleUrl),
    });
    reporter.close();
    printOutcome(outcome, json, io);
    return outcome.exitCode;
  } catch (error) {
    reporter.close();
    const reason: unknown = interruption.signal.aborted ? interruption.signal.reason : error;
    return reportFailure(describeFailure(reason, hintsOf(app, argv), verbose), json, io);
  } finally {
    interruption.stop();
  }
}

/** On a terminal, where bars may be drawn, a line goes above them. */
function linePrinter(
  json: boolean,
  stdout: ReporterStream,
  { writeAbove }: Reporter,
): (text: string) => void {
  if (json) return () => undefined;
  if (stdout.isTTY && writeAbove) return writeAbove;
  return (text) => void stdout.write(`${text}\n`);
}

function hintsOf({ name, commands, advice = {} }: App, argv: readonly string[]): Hints {
  const command = commands.find((each) => each.name === argv[0]);
  return { usage: `see ${command ? `${name} ${command.name}` : name} --help`, advice };
}

function printOutcome({ result, text }: Outcome, json: boolean, { stdout }: AppIo): void {
  stdout.write(`${json ? JSON.stringify(result, null, 2) : text}\n`);
}

/** With `--json`, standard output holds one JSON document whatever happens. */
function reportFailure(failure: Failure, json: boolean, { stdout, stderr }: AppIo): number {
  const { code, message, text, exitCode } = failure;
  stderr.write(`${text.replace(/^error:/, (word) => paint('red', word, stderr))}\n`);
  if (json) stdout.write(`${JSON.stringify({ error: { code, message } }, null, 2)}\n`);
  return exitCode;
}

function processIo(): AppIo {
  return {
    stdout: process.stdout,
    stderr: process.stderr,
    signals: process,
    now: () => performance.now(),
  };
}
