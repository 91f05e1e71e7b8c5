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

/** The collection that a command only looks at. */
export const sourceOption = { schema: z.string(), positional: true };
