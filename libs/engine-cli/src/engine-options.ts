import type { OptionTable } from '@gender/cli';
import { devices, engineNames, maxThreads } from '@gender/engine';
import * as z from 'zod';

/** The flags that say what computes, for commands that run networks. */
export const engineOptions = {
  engine: {
    schema: z.enum(['auto', ...engineNames]).default('auto'),
    description: 'software that runs the network; doctor lists what is installed',
  },
  threads: {
    schema: z
      .number()
      .int()
      .min(1)
      .max(maxThreads, `expected at most ${maxThreads} on this machine`)
      .optional(),
    description: 'threads that compute',
    fallback: 'the number of cores',
  },
  device: {
    schema: z.enum(devices).default('cpu'),
    description: 'where the network is computed; doctor lists what each engine offers',
  },
} satisfies OptionTable;
