import type { OptionTable } from '@gender/cli';
import * as z from 'zod';

/** `--queue`, for the command that divides work and for those that do it. */
export const queueSchema = z
  .string()
  .regex(/^rediss?:\/\/./, 'expected the address of a Redis server, such as redis://host:6379');

/** `--storage`: both sides must mean the same place. */
export const storageOption = {
  schema: z.string().optional(),
  description:
    'where workers put their parts: a folder that all machines share, or s3://bucket/prefix',
  fallback: 'features/parts in --data-root',
} satisfies OptionTable[string];
