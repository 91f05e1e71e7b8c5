import { parseArgs, type ParseArgsConfig } from 'node:util';
import * as z from 'zod';

/** A count of things, one at least, as the value of a flag. */
export const positiveInteger = z.coerce.number<string>().int().positive();
/** A seed, or the number of the first thing, as the value of a flag. */
export const nonNegativeInteger = z.coerce.number<string>().int().nonnegative();
/** Words with commas between them, as the value of a flag. */
export const commaSeparated = z.string().transform((text) => text.split(','));

/** A program that is run by hand. */
export interface Program<Flags> {
  /** How it is called, in one line: `server-load.ts --model FILE [--requests 10000]`. */
  readonly usage: string;
  /** Flags that are there or not; all others have a value. */
  readonly switches?: readonly string[];
  /** The values of the flags, by their names; a flag that it does not name is an error. */
  readonly schema: z.ZodObject & z.ZodType<Flags>;
}

/**
 * Reads the command line of a program that is run by hand.
 *
 * @throws Error, whose message is one line and ends with the usage, when a flag is missing, unknown, or has a
 *   value that does not fit.
 */
export function parseFlags<Flags>(
  { usage, switches = [], schema }: Program<Flags>,
  args: readonly string[],
): Flags {
  const kindOf = (name: string): { type: 'boolean' | 'string' } => ({
    type: switches.includes(name) ? 'boolean' : 'string',
  });
  const names = Object.keys(schema.shape);
  const options: ParseArgsConfig['options'] = Object.fromEntries(
    names.map((name) => [name, kindOf(name)]),
  );
  const fault = (reason: string, cause: unknown): Error =>
    new Error(`${reason}; usage: ${usage}`, { cause });
  let values: Readonly<Record<string, unknown>>;
  try {
    ({ values } = parseArgs({ args: [...args], options }));
  } catch (cause) {
    throw fault(cause instanceof Error ? cause.message : String(cause), cause);
  }
  const { data, error } = schema.safeParse(values);
  if (error === undefined) return data;
  const reasons = error.issues.map(({ path, message }) => {
    const name = String(path[0]);
    return name in values ? `--${name}: ${message}` : `--${name} is missing`;
  });
  throw fault(reasons.join(', '), error);
}

/** The same of this process, which ends with the code 2 and that line where its flags do not fit. */
export function readFlags<Flags>(program: Program<Flags>): Flags {
  try {
    return parseFlags(program, process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(2);
  }
}
