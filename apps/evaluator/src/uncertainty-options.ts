import { UsageError, type OptionTable, type OptionValues } from '@gender/cli';
import { readFactsTable, type PictureFacts } from '@gender/evaluation';
import * as z from 'zod';

/** The flags of commands that print figures with intervals. */
export const uncertaintyOptions = {
  groups: {
    schema: z.string().optional(),
    description:
      'CSV that says more of the pictures: File_name, and person, age or any column to group by',
  },
  by: {
    schema: z
      .string()
      .transform((names) => names.split(',').map((name) => name.trim()))
      .optional(),
    description: 'columns of --groups to group by: skin,glasses',
    fallback: 'all',
  },
  resamples: {
    schema: z.number().int().min(0).max(1_000_000).default(2000),
    description: 'resamples of the bootstrap; 0: intervals of parts of pictures only',
  },
} satisfies OptionTable;

/** `--min-confidence`. */
export const minConfidenceOption = {
  minConfidence: {
    schema: z.number().min(0).max(1).optional(),
    description: 'leave pictures open whose called class is less probable than this',
  },
} satisfies OptionTable;

/** What the flags say of the pictures. */
export async function factsOf({
  groups,
  by,
}: OptionValues<typeof uncertaintyOptions>): Promise<PictureFacts[]> {
  if (groups === undefined && by !== undefined) {
    throw new UsageError('--by names columns of --groups, which is not there');
  }
  return groups === undefined ? [] : [await readFactsTable(groups, by)];
}
