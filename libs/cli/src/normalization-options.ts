import type { Normalization } from '@gender/network';
import { tensor, type Float32Tensor } from '@gender/tensor';
import * as z from 'zod';
import { UsageError } from './cli-error.js';
import type { OptionTable, OptionValues } from './option.js';

/** Numbers of red, green and blue, of values 0 to 255. */
const colourSchema = z
  .string()
  .regex(/^\d+(\.\d+)?(,\d+(\.\d+)?){2}$/, 'expected red, green and blue: 123.7,116.3,103.5')
  .transform((text) => text.split(',').map(Number))
  .refine((values) => values.every((value) => value <= 255), 'expected values 0 to 255');

/** The flags that say how pictures are fed to a network whose file does not. */
export const normalizationOptions = {
  mean: {
    schema: colourSchema
      .refine(
        (values) => values.every((value) => value === 0 || value >= 1),
        'means are of values 0 to 255: 0.485 is 123.7 there',
      )
      .optional(),
    description:
      'mean of red, green and blue, 0 to 255, that is subtracted from pictures, where the file does not say how it is fed: 123.7,116.3,103.5',
    fallback: 'what the file says',
  },
  std: {
    schema: colourSchema
      .refine(
        (values) => values.every((value) => value >= 1),
        'standard deviations are of values 0 to 255: 0.229 is 58.4 there',
      )
      .optional(),
    description:
      'standard deviation of red, green and blue, 0 to 255, by which they are divided after --mean is subtracted: 58.4,57.1,57.4',
    fallback: '1,1,1',
  },
  order: {
    schema: z.enum(['rgb', 'bgr']).optional(),
    description: 'order in which the network takes the channels, with --mean',
    fallback: 'rgb',
  },
} satisfies OptionTable;

/**
 * How pictures are fed to a network, as the flags say; `undefined` where they do not.
 *
 * @throws UsageError when a flag needs --mean, which is not there.
 */
export function normalizationOf({
  mean,
  std,
  order,
}: OptionValues<typeof normalizationOptions>): Normalization | undefined {
  if (mean === undefined) {
    if (std === undefined && order === undefined) return undefined;
    throw new UsageError('--std and --order need --mean; 0,0,0 subtracts nothing');
  }
  return {
    mean: vector(mean),
    ...(std && { scale: vector(std.map((value) => 1 / value)) }),
    ...(order && { channelOrder: order }),
  };
}

function vector(values: readonly number[]): Float32Tensor {
  return tensor('float32', [values.length], Float32Array.from(values));
}
