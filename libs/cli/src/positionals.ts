import { UsageError } from './cli-error.js';
import { defaultOf, flagOf, kindOf, type Option, type OptionTable } from './option.js';

/** The options that may stand without their flags, in their order. */
function positionalsOf(table: OptionTable): (readonly [key: string, option: Option])[] {
  return Object.entries(table).filter(([, { positional }]) => positional);
}

/** Whether a command takes words besides its flags. */
export function hasPositionals(table: OptionTable): boolean {
  return positionalsOf(table).length > 0;
}

/** The words of a command as help shows them: `<model> [images..]`. */
export function positionalsUsage(table: OptionTable): string {
  return positionalsOf(table)
    .map(([key, option]) => {
      const name = kindOf(option) === 'list' ? `${flagOf(key)}..` : flagOf(key);
      return defaultOf(option).required ? `<${name}>` : `[${name}]`;
    })
    .join(' ');
}

/**
 * Gives words to the positional options that have no value from a flag, in their order; a list
 * takes all words that remain.
 *
 * @param values - of the flags, by option
 * @throws UsageError when words are left over.
 */
export function assignPositionals(
  table: OptionTable,
  values: Readonly<Record<string, unknown>>,
  words: readonly string[],
): Record<string, unknown> {
  const assigned = { ...values };
  const rest = [...words];
  for (const [key, option] of positionalsOf(table)) {
    if (values[key] !== undefined || rest.length === 0) continue;
    assigned[key] = kindOf(option) === 'list' ? rest.splice(0) : rest.shift();
  }
  if (rest.length > 0) throw new UsageError(`unknown argument: ${rest.join(', ')}`);
  return assigned;
}
