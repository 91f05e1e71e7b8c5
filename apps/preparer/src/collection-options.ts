import type { OptionTable } from '@gender/cli';
import { layouts } from '@gender/dataset';
import * as z from 'zod';

/** The flag that says how a collection is laid out. */
export const layoutOption = {
  schema: z.enum(layouts).optional(),
  description: 'how the collection is laid out',
  fallback: 'found out',
};

/** The flag for the most pixels of a picture. */
export const maxPixelsOption = {
  schema: z.number().int().min(1).default(100_000_000),
  description: 'most pixels of a picture',
};

/** The flags that change labels. */
export const labelOptions = {
  map: {
    schema: z.array(z.string()).transform(parseMap).optional(),
    description: 'new names of classes: Woman=Female,Man=Male',
  },
  corrections: {
    schema: z.string().optional(),
    description:
      'a table with the columns file and label that corrects single pictures; the label drop leaves one out',
  },
} satisfies OptionTable;

function parseMap(words: readonly string[], context: z.RefinementCtx): Record<string, string> {
  const names = new Map<string, string>();
  for (const word of words.flatMap((each) => each.split(','))) {
    const [, from, to] = /^([^=]+)=([^=]+)$/.exec(word) ?? [];
    if (from === undefined || to === undefined || names.has(from)) {
      context.addIssue('expected each class once, with its new name: Woman=Female,Man=Male');
      return z.NEVER;
    }
    names.set(from, to);
  }
  return Object.fromEntries(names);
}

/** The collection that a command only looks at. */
export const sourceOption = { schema: z.string(), positional: true };
