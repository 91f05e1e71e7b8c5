import yargs, { type Argv, type Options } from 'yargs';
import { UsageError } from './cli-error.js';
import type { Command, PreparedCommand } from './command.js';
import { commonOptions } from './common-options.js';
import { choicesOf, defaultOf, flagOf, kindOf, type Option, type OptionTable } from './option.js';
import { assignPositionals, hasPositionals, positionalsUsage } from './positionals.js';

/** What the parser must know of an app. */
export interface AppDescription {
  /** The name of the program: `gender-train`. */
  readonly name: string;
  /** What it is for, in a line. */
  readonly summary: string;
  readonly version: string;
  /** The first is the one that runs when none is named. */
  readonly commands: readonly [Command, ...Command[]];
}

/** A text that was asked for, such as help, or a command to run. */
export type Parsed =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'command'; readonly command: PreparedCommand };

const ownGroup = 'Options:';
const commonGroup = 'Options of every command:';

/**
 * Reads a command line.
 *
 * @param width - columns to wrap help at
 * @throws UsageError on unknown words and flags, and on values that do not fit.
 */
export function parseArguments(
  app: AppDescription,
  argv: readonly string[],
  width: number,
): Parsed {
  let chosen: PreparedCommand | undefined;
  const parser = createParser(app, width);
  for (const command of app.commands) {
    const names = command === app.commands[0] ? [command.name, '$0'] : [command.name];
    parser.command(
      names,
      command.summary,
      (builder) => addOptions(builder, app, command),
      (values) => {
        const table = { ...command.options, ...commonOptions };
        checkWords(argv, table);
        const words = wordsOf(app, command, values._);
        chosen = command.prepare(assignPositionals(table, valuesOf(table, values), words));
      },
    );
  }
  let text = '';
  let failure: Error | undefined;
  void parser.parse([...argv], {}, (error, _values, output) => {
    failure = error;
    text = output;
  });
  if (failure instanceof UsageError) throw failure;
  if (failure) throw new UsageError(oneLine(failure.message), { cause: failure });
  return chosen ? { kind: 'command', command: chosen } : { kind: 'text', text };
}

/** Texts stay texts (`--dataset 007`), and dots are no paths. */
const parserConfiguration = {
  'parse-numbers': false,
  'parse-positional-numbers': false,
  'dot-notation': false,
};

function createParser(app: AppDescription, width: number): Argv {
  return yargs()
    .scriptName(app.name)
    .usage(`${app.summary}\n\n$0 <command> [options]`)
    .locale('en')
    .parserConfiguration(parserConfiguration)
    .version(app.version)
    .help()
    .alias('help', 'h')
    .group([], ownGroup) // comes first in the help
    .group(['help', 'version'], commonGroup)
    .exitProcess(false)
    .strict()
    .wrap(width);
}

function addOptions(builder: Argv, app: AppDescription, command: Command): Argv {
  if (hasPositionals(command.options)) {
    builder
      .strict(false)
      .strictOptions()
      .usage(
        `${app.name} ${command.name} ${positionalsUsage(command.options)} [options]\n\n${command.summary}`,
      );
  }
  for (const [key, option] of Object.entries(command.options)) {
    builder.option(flagOf(key), { ...yargsOption(option), group: ownGroup });
  }
  for (const [key, option] of Object.entries(commonOptions)) {
    builder.option(flagOf(key), { ...yargsOption(option), group: commonGroup });
  }
  builder.conflicts('quiet', 'verbose');
  for (const [flags, description] of command.examples) {
    builder.example(`${app.name} ${command.name} ${flags}`.trimEnd(), description);
  }
  return builder;
}

function yargsOption(option: Option): Options {
  const kind = kindOf(option);
  const { required, value } = defaultOf(option);
  const choices = choicesOf(option);
  const shown = option.fallback ?? shownDefault(value);
  const listed = choices.length > 0 ? ` (${choices.join(', ')})` : '';
  return {
    describe: `${option.description}${listed}${required ? ' [required]' : ''}`,
    ...(option.alias !== undefined && { alias: option.alias }),
    ...(kind === 'boolean' && { boolean: true }),
    ...(kind === 'list' && { array: true }),
    ...((kind === 'text' || kind === 'number') && { nargs: 1 }),
    ...(shown !== undefined && { defaultDescription: shown }),
  };
}

/** A default as it stands in the help; that a flag is off goes without saying. */
function shownDefault(value: unknown): string | undefined {
  if (Array.isArray(value)) return value.join(' ');
  return typeof value === 'string' || typeof value === 'number' ? `${value}` : undefined;
}

/**
 * The words besides flags, without the name of the command. A command that runs unnamed takes
 * none: its first word is rather a command that does not exist.
 */
function wordsOf(
  app: AppDescription,
  { name }: Command,
  positionals: readonly (string | number)[],
): string[] {
  const words = positionals.map(String);
  if (words[0] === name) return words.slice(1);
  if (words.length === 0) return words;
  const names = app.commands.map((command) => command.name).join(', ');
  throw new UsageError(`unknown argument: ${words.join(', ')}; the commands are ${names}`);
}

/** What was given for each option; of a flag that was repeated the last, save for lists. */
function valuesOf(
  table: OptionTable,
  values: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const entries = Object.entries(table).map(([key, option]) => {
    const value = values[flagOf(key)];
    const last: unknown = Array.isArray(value) ? value.at(-1) : value;
    return [key, kindOf(option) === 'list' ? value : last];
  });
  return Object.fromEntries(entries) as Record<string, unknown>;
}

/** Refuses what yargs lets pass: `--json=maybe`, which it takes for false, and words after `--`. */
function checkWords(argv: readonly string[], table: OptionTable): void {
  if (argv.includes('--')) throw new UsageError('unknown argument: --');
  for (const [key, option] of Object.entries(table)) {
    if (kindOf(option) !== 'boolean') continue;
    const flag = `--${flagOf(key)}=`;
    const word = argv.find((each) => each.startsWith(flag));
    if (word === undefined || /=(true|false)$/.test(word)) continue;
    throw new UsageError(`${word} is not valid: expected true or false`);
  }
}

function oneLine(message: string): string {
  return message
    .trim()
    .replace(/\s*\n\s*/g, ' ')
    .replace(/^[A-Z]/, (letter) => letter.toLowerCase());
}
