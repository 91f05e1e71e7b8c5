import { defaultOf, flagOf, type OptionTable, type OptionValues } from './option.js';

/**
 * The words of a command line that give options these values, without those that are taken anyhow:
 * `['--dataset', 'Faces', '--hidden-units', '64', '32']`. For options whose values are what was written: texts,
 * numbers, switches, and lists of them.
 */
export function givenFlags<Table extends OptionTable>(
  table: Table,
  values: OptionValues<Table>,
): string[] {
  return Object.entries(table).flatMap(([key, option]) => {
    const value = values[key];
    if (value === undefined || value === defaultOf(option).value) return [];
    if (value === false) return [`--no-${flagOf(key)}`];
    const words = value === true ? [] : [value].flat().map(String);
    return [`--${flagOf(key)}`, ...words];
  });
}

/** A command line as it can be copied into a POSIX shell. */
export function formatCommandLine(words: readonly string[]): string {
  return words
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`))
    .join(' ');
}
