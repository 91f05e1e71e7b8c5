import { didYouMean } from '@gender/core';
import yargs, { type Argv, type Options } from 'yargs';
import { UsageError } from './cli-error.js';
import type { Command, PreparedCommand } from './command.js';
import { commonOptions } from './common-options.js';
import { formatExamples } from './examples.js';
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
  /** Whether words that name no command belong to the first one: `gender-serve model.h5`. @default false */
  readonly takesWords?: boolean;
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
      (builder) => addOptions(builder, app, command, width),
      (values) => {
        const table = { ...command.options, ...commonOptions };
        checkWords(argv, table);
        checkRepeated(argv, table, values);
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
  if (failure) throw new UsageError(explain(failure, app, argv), { cause: failure });
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
    .showHelpOnFail(false) // what failed is said in a line, for which no help needs to be laid out
    .strict()
    .wrap(width);
}

function addOptions(builder: Argv, app: AppDescription, command: Command, width: number): Argv {
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
  if (command.examples.length > 0) {
    builder.epilogue(formatExamples(`${app.name} ${command.name}`, command.examples, width));
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
  const names = app.commands.map((command) => command.name);
  const meant = words.map((word) => didYouMean(word, names)).find(Boolean);
  if (app.takesWords === true && meant === undefined) return words;
  throw new UsageError(
    `unknown argument: ${words.join(', ')}${meant ?? `; the commands are ${names.join(', ')}`}`,
  );
}

/** What was given for each option. */
function valuesOf(
  table: OptionTable,
  values: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  return Object.fromEntries(Object.keys(table).map((key) => [key, values[flagOf(key)]]));
}

/** A flag that is given twice contradicts itself, or was meant for another; lists may go on. */
function checkRepeated(
  argv: readonly string[],
  table: OptionTable,
  values: Readonly<Record<string, unknown>>,
): void {
  for (const [key, option] of Object.entries(table)) {
    const kind = kindOf(option);
    const value = values[flagOf(key)];
    const repeated = kind === 'boolean' ? isRepeated(argv, key, option) : Array.isArray(value);
    if (kind === 'list' || !repeated) continue;
    const given = Array.isArray(value) ? `, as ${value.join(' and ')}` : '';
    throw new UsageError(`--${flagOf(key)} is given more than once${given}; give it once`);
  }
}

/** Whether a flag without a value, of which yargs takes the last, stands more than once. */
function isRepeated(argv: readonly string[], key: string, { alias }: Option): boolean {
  const names = [flagOf(key), key].flatMap((name) => [`--${name}`, `--no-${name}`]);
  const spellings = new Set(alias === undefined ? names : [...names, `-${alias}`]);
  return argv.filter((word) => spellings.has(word.replace(/=.*$/, ''))).length > 1;
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

/** The parser's complaint, and what was meant where a command or a flag is like an unknown one. */
function explain({ message }: Error, app: AppDescription, argv: readonly string[]): string {
  const incomplete = /^Not enough arguments following: (.+)$/m.exec(message)?.[1];
  if (incomplete !== undefined) return `--${flagOf(incomplete)} needs a value`;
  const unknown = /^Unknown arguments?: (.+)$/m.exec(message)?.[1];
  if (unknown === undefined) return oneLine(message);
  const words = [...new Set(unknown.split(', ').map(flagOf))];
  const command = app.commands.find(({ name }) => name === argv[0]) ?? app.commands[0];
  const flags = Object.keys({ ...command.options, ...commonOptions }).map(
    (key) => `--${flagOf(key)}`,
  );
  const commands = app.commands.map(({ name }) => name);
  const [meant = ''] = words
    .map((word) =>
      argv.includes(word) ? didYouMean(word, commands) : didYouMean(`--${word}`, flags),
    )
    .filter((hint) => hint !== '');
  return `unknown argument: ${words.join(', ')}${meant}`;
}

function oneLine(message: string): string {
  return message
    .trim()
    .replace(/\s*\n\s*/g, ' ')
    .replace(/^[A-Z]/, (letter) => letter.toLowerCase());
}
