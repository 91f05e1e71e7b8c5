import * as z from 'zod';
import { customName } from '../custom-class.js';

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

/** An activation that a layer carries. */
export interface Activation {
  /** Of the function, or the class of a layer. */
  readonly name: string;
  /** The options of the layer, where it is one. */
  readonly config?: Readonly<Record<string, unknown>> | undefined;
}

/** The name of a function, or a serialised function or layer. */
export const activation = z
  .union([
    z.string().transform((name): Activation => ({ name })),
    z
      .object({ class_name: z.string(), config: z.string() })
      .transform(({ config: name }): Activation => ({ name })),
    z
      .object({
        class_name: z.string(),
        module: z.string().nullish(),
        registered_name: z.string().nullish(),
        config: z.record(z.string(), z.unknown()),
      })
      .transform((layer): Activation => {
        const custom = customName(layer);
        return custom === undefined
          ? { name: layer.class_name, config: layer.config }
          : { name: custom };
      }),
  ])
  .nullish()
  .transform((found): Activation => found ?? { name: 'linear' });

/** An axis, alone or in a list. */
export const axis = z.union([z.int(), z.tuple([z.int()]).transform(([only]) => only)]).default(-1);

/** One axis or several. */
export const axes = z.union([z.int().transform((only) => [only]), z.array(z.int())]).default([-1]);

const side = z.int().nonnegative();

/** Rows before and after, columns before and after. */
export const margins = z
  .tuple([z.tuple([side, side]), z.tuple([side, side])])
  .transform(([[top, bottom], [left, right]]) => [top, bottom, left, right] as const);
