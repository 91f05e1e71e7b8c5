import * as z from 'zod';
import { UsageError } from './cli-error.js';

/** One flag of a command. */
export interface Option<Schema extends z.ZodType = z.ZodType> {
  /** What the value must be; `.default()` and `.optional()` make the flag optional. */
  readonly schema: Schema;
  /** What the flag means, for `--help`. */
  readonly description: string;
  /** A second, usually one-letter, name. */
  readonly alias?: string;
  /** For `--help`: what is taken when the flag is absent and its schema has no default. */
  readonly fallback?: string;
  /**
   * Whether the value may also stand without its flag: words go to the positional options that no
   * flag has given, in the order of the table, and a list takes all that remain. Default: false.
   */
  readonly positional?: boolean;
}

/** The flags of a command by their names in camel case: `dataRoot` is the flag `--data-root`. */
export type OptionTable = Readonly<Record<string, Option>>;

/** The values of a table's flags. */
export type OptionValues<Table extends OptionTable> = {
  [Key in keyof Table]: z.output<Table[Key]['schema']>;
};

/** How the command line must read a flag. */
export type OptionKind = 'boolean' | 'number' | 'list' | 'text';

/** The flag of an option: `dataRoot` → `data-root`. */
export function flagOf(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** How the command line must read the flag, from its schema. */
export function kindOf({ schema }: Option): OptionKind {
  const inner = innermost(schema);
  if (inner instanceof z.ZodBoolean) return 'boolean';
  if (inner instanceof z.ZodNumber) return 'number';
  return inner instanceof z.ZodArray ? 'list' : 'text';
}

/** The values that an option may have, where they can be listed. */
export function choicesOf({ schema }: Option): readonly string[] {
  const inner = innermost(schema);
  return inner instanceof z.ZodEnum ? inner.options.map(String) : [];
}

/** Whether the flag must be given, and the value it has otherwise. */
export function defaultOf({ schema }: Option): { required: boolean; value?: unknown } {
  const absent = schema.safeParse(undefined);
  return absent.success ? { required: false, value: absent.data } : { required: true };
}

/**
 * Turns what stands on the command line into typed values.
 *
 * @param values - texts and booleans by option; absent ones are `undefined`
 * @throws UsageError when a required flag is missing or a value does not fit its schema.
 */
export function parseOptions<Table extends OptionTable>(
  table: Table,
  values: Readonly<Record<string, unknown>>,
): OptionValues<Table> {
  const entries = Object.entries(table).map(([key, option]) => [
    key,
    parseOption(key, option, values[key]),
  ]);
  return Object.fromEntries(entries) as OptionValues<Table>;
}

function parseOption(key: string, option: Option, value: unknown): unknown {
  const flag = `--${flagOf(key)}`;
  if (value === undefined && defaultOf(option).required) {
    throw new UsageError(`${flag} is missing: ${option.description}`);
  }
  if (value === '') throw new UsageError(`${flag} needs a value: ${option.description}`);
  const parsed = option.schema.safeParse(withNumbers(option.schema, value), { error: wording });
  if (parsed.success) return parsed.data;
  throw new UsageError(`${flag}=${String(value)} is not valid: ${reasonOf(parsed.error)}`, {
    cause: parsed.error,
  });
}

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** A decimal number, such as `1e-4`; NaN for anything else, such as `0x10`, `Infinity` or nothing. */
export function parseNumber(text: string): number {
  return decimal.test(text.trim()) ? Number(text) : Number.NaN;
}

/** Texts become numbers where the schema wants numbers; what is no number becomes NaN. */
function withNumbers(schema: z.core.$ZodType, value: unknown): unknown {
  const inner = innermost(schema);
  if (inner instanceof z.ZodNumber && typeof value === 'string') {
    return parseNumber(value);
  }
  if (inner instanceof z.ZodArray && Array.isArray(value)) {
    return value.map((each) => withNumbers(inner.element, each));
  }
  return value;
}

/** What is wrong with a number, where its schema has no words of its own. */
const wording: z.core.$ZodErrorMap = (issue) => {
  if (issue.code === 'invalid_type') {
    return { number: 'expected a number', int: 'expected a whole number' }[String(issue.expected)];
  }
  if (issue.code === 'too_small' && issue.origin === 'number') {
    return `expected ${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}`;
  }
  if (issue.code === 'too_big' && issue.origin === 'number') {
    return `expected ${issue.inclusive ? 'at most' : 'less than'} ${issue.maximum}`;
  }
  return undefined;
};

/** zod's first complaint, without its opening words where ours have said as much. */
function reasonOf({ issues }: z.ZodError): string {
  const message = issues[0]?.message ?? 'unknown reason';
  return message
    .replace(/^Invalid (input|option|string): /, '')
    .replace(/^[A-Z]/, (letter) => letter.toLowerCase());
}

function innermost(schema: z.core.$ZodType): z.core.$ZodType {
  if (
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable
  ) {
    return innermost(schema.unwrap());
  }
  if (!(schema instanceof z.ZodPipe)) return schema;
  return innermost(schema.in instanceof z.ZodTransform ? schema.out : schema.in);
}
