import { z } from 'zod';

/** Options that several classes of Keras have; defaults are Keras'. */

/** One number for both directions, or two. */
export const pair = z.union([
  z.tuple([z.int().positive(), z.int().positive()]),
  z
    .int()
    .positive()
    .transform((size): [number, number] => [size, size]),
]);

export const paddingMode = z.enum(['valid', 'same']).default('valid');

/** Feature maps have their channels last; the other order is refused by name. */
export const channelsLastOnly = z.literal('channels_last').nullish();

/** The name of a function, or a serialised function or layer. */
export const activation = z
  .union([
    z.string(),
    z.object({ class_name: z.literal('function'), config: z.string() }).transform((f) => f.config),
  ])
  .nullish()
  .transform((name) => name ?? 'linear');

/** An axis, alone or in a list. */
export const axis = z.union([z.int(), z.tuple([z.int()]).transform(([only]) => only)]).default(-1);

const side = z.int().nonnegative();

/** Rows before and after, columns before and after. */
export const margins = z
  .tuple([z.tuple([side, side]), z.tuple([side, side])])
  .transform(([[top, bottom], [left, right]]) => [top, bottom, left, right] as const);
