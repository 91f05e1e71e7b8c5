import { parseNumber, type OptionTable } from '@gender/cli';
import {
  completeConfig,
  defaultTraining,
  readTrainingConfig,
  trainingOptions,
  type CompleteTrainingConfig,
} from '@gender/classifier';
import * as z from 'zod';

/** Options whose flag is not called as they are in a config. */
const flagNames = new Map([
  ['epochs', 'epoch'],
  ['batchSize', 'batch'],
]);

/** How the words of a flag become the value of its option, where that is not one number or text. */
interface Words {
  /** A value to show in the help, where the syntax needs one. */
  readonly example?: string;
  readonly schema: z.ZodType;
}

const flagWords = new Map<string, Words>([
  [
    'hiddenUnits',
    {
      example: '1024 256, or none',
      schema: z.array(z.string()).transform((words, context) => {
        const units = words.join() === 'none' ? [] : words.map(parseNumber);
        if (!units.includes(Number.NaN)) return units;
        context.addIssue('expected whole numbers from 1, or none');
        return z.NEVER;
      }),
    },
  ],
  [
    'dropout',
    {
      schema: z.array(z.number()).transform((rates) => (rates.length === 1 ? rates[0] : rates)),
    },
  ],
  [
    'classWeights',
    {
      example: 'balanced, or Female=1.2 Male=0.9',
      schema: z.array(z.string()).transform((words, context) => {
        if (words.join() === 'balanced') return 'balanced';
        const weights = new Map(
          words
            .filter((word) => /^.+=\S+$/.test(word))
            .map((word): [string, number] => {
              const end = word.lastIndexOf('=');
              return [word.slice(0, end), parseNumber(word.slice(end + 1))];
            }),
        );
        if (weights.size === words.length) return Object.fromEntries(weights);
        context.addIssue('expected balanced, or a weight for each class as Female=1.2 Male=0.9');
        return z.NEVER;
      }),
    },
  ],
]);

/** The flag of each training option, in camel case, and where the option stands in a config. */
export const configFlags = trainingOptions.map(({ group, name, description, ...option }) => {
  const words = flagWords.get(name);
  const schema = words ? words.schema.pipe(option.schema) : option.schema;
  return {
    ...{ group, name, default: option.default, schema: schema.optional() },
    key: flagNames.get(name) ?? name,
    description: words?.example ? `${description}: ${words.example}` : description,
  };
});

const configOption = {
  config: {
    schema: z.string().optional(),
    description: 'JSON file with training options; flags override it',
    fallback: 'none',
  },
} satisfies OptionTable;

/** The flags that decide the head and how it is trained; an absent one is what `--config` says. */
export const trainingFlags: OptionTable & typeof configOption = {
  ...configOption,
  ...Object.fromEntries(
    configFlags.map(({ key, schema, description, default: fallback }) => [
      key,
      { schema, description, fallback },
    ]),
  ),
};

/**
 * What flags and config file say together; flags go first.
 *
 * @param flags - values by the keys of `trainingFlags`
 * @throws FileError, ClassifierError when the file cannot be read or understood.
 */
export async function trainingConfig(
  flags: Readonly<Record<string, unknown>> & { readonly config?: string | undefined },
): Promise<CompleteTrainingConfig> {
  const base =
    flags.config === undefined ? defaultTraining : await readTrainingConfig(flags.config);
  const overrides = (group?: 'adam'): Record<string, unknown> =>
    Object.fromEntries(
      configFlags
        .filter((option) => option.group === group && flags[option.key] !== undefined)
        .map(({ name, key }) => [name, flags[key]]),
    );
  return completeConfig({ ...base, ...overrides(), adam: { ...base.adam, ...overrides('adam') } });
}
