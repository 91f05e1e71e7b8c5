import * as z from 'zod';

/** The environment variable that tells a program's preload which fault to make. */
export const FAULT_VARIABLE = 'GENDER_FAULT';

/**
 * What goes wrong: nothing, while calls that write are counted; a kill before the call of a number,
 * from 1; or a disk that is full from that call on.
 */
export const faultSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('count') }),
  z.object({ kind: z.literal('kill'), at: z.number().int().positive() }),
  z.object({ kind: z.literal('full'), at: z.number().int().positive() }),
]);

/** See {@link faultSchema}. */
export type Fault = z.infer<typeof faultSchema>;
