import type { App, OptionTable } from '@gender/cli';
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

/** What to do about errors of engines, in these flags; for the `advice` of an app. */
export const engineAdvice = {
  ENGINE_DEVICE: 'choose by --engine and --device',
  ENGINE_UNAVAILABLE: 'choose another by --engine; the command doctor lists what works',
  ENGINE_OPTIONS: 'the flags are --threads, --engine and --device',
} satisfies App['advice'];
