import type { Logger, ProgressReporter } from '@gender/core';
import type { CommonValues } from './common-options.js';
import { commonOptions } from './common-options.js';
import { parseOptions, type OptionTable, type OptionValues } from './option.js';

/** What a running command gets besides its options. */
export interface CommandContext {
  /** Writes to standard error, as `--quiet` and `--verbose` say. */
  readonly logger: Logger;
  /** Bars on a terminal, plain lines elsewhere, nothing with `--quiet`. */
  readonly progress: ProgressReporter;
  /** Aborted on Ctrl-C, SIGTERM and SIGHUP, with an `InterruptedError` as its reason. */
  readonly signal: AbortSignal;
  /** A line for people before the result is there: on standard output, and dropped with `--json`. */
  readonly printLine: (text: string) => void;
  /** Versions of Node and of the app's packages, for manifests. */
  readonly versions: Readonly<Record<string, string>>;
}

/** A command line and what it does: `['--epoch 3', 'train for three epochs']`. */
export type Example = readonly [flags: string, description: string];

/** What a command is. */
export interface CommandDefinition<Table extends OptionTable, Result> {
  /** The subcommand: `train`. */
  readonly name: string;
  /** What it does, in a line. */
  readonly summary: string;
  readonly examples: readonly Example[];
  readonly options: Table;
  /** Does the work. The result is plain data: it is what `--json` prints. */
  readonly run: (
    options: OptionValues<Table> & CommonValues,
    context: CommandContext,
  ) => Promise<Result>;
  /** The result as text for people, without a last line end. */
  readonly print: (result: Result, options: OptionValues<Table> & CommonValues) => string;
  /** How the program ends after a result, for commands that answer a question; default: 0. */
  readonly exitCode?: (result: Result) => number;
}

/** A command with its types closed in, so that an app can list commands of different types. */
export interface Command {
  readonly name: string;
  readonly summary: string;
  readonly examples: readonly Example[];
  readonly options: OptionTable;
  /**
   * Checks what stands on the command line.
   *
   * @returns the command, ready to run
   * @throws UsageError when a flag is missing or its value does not fit.
   */
  readonly prepare: (values: Readonly<Record<string, unknown>>) => PreparedCommand;
}

/** A command whose options are known. */
export interface PreparedCommand {
  readonly common: CommonValues;
  readonly run: (context: CommandContext) => Promise<Outcome>;
}

/** The result of a command, as data and as text. */
export interface Outcome {
  readonly result: unknown;
  readonly text: string;
  readonly exitCode: number;
}

/** Defines a command; `options` decides the type of what `run` gets. */
export function defineCommand<Table extends OptionTable, Result>(
  definition: CommandDefinition<Table, Result>,
): Command {
  const { name, summary, examples, options, exitCode = () => 0 } = definition;
  return {
    name,
    summary,
    examples,
    options,
    prepare: (values) => {
      const common = parseOptions(commonOptions, values);
      const own = parseOptions(options, values);
      return {
        common,
        run: async (context) => {
          const values = { ...own, ...common };
          context.logger.debug(`options of ${name}: ${JSON.stringify(values)}`);
          const result = await definition.run(values, context);
          return { result, text: definition.print(result, values), exitCode: exitCode(result) };
        },
      };
    },
  };
}
