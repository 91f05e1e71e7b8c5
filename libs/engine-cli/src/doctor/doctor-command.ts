import {
  dataRootOption,
  defineCommand,
  modelsOption,
  type Command,
  type CommandContext,
} from '@gender/cli';
import { clearLeftovers, findLeftovers } from '@gender/core/node';
import * as z from 'zod';
import { diagnose, type Diagnosis } from './diagnose.js';
import { printDiagnosis } from './print-diagnosis.js';

/** `doctor`, the subcommand of every program that tells what computes on this machine. */
export const doctorCommand = createDoctorCommand(diagnose);

export function createDoctorCommand(look: typeof diagnose): Command {
  return defineCommand({
    name: 'doctor',
    summary: 'Tell which engines and devices work here, which do not, and why; exit code 1 if none',
    examples: [
      ['', 'engines, devices, processor, picture decoder, versions'],
      ['--leftovers=list', 'also the hidden files that killed runs left'],
      ['--leftovers=clear', 'removes them'],
    ],
    options: {
      leftovers: {
        schema: z.enum(['list', 'clear']).optional(),
        description: 'what to do with hidden files that killed runs left in the folders below',
        fallback: 'not looked for',
      },
      dataRoot: dataRootOption,
      models: modelsOption,
    },
    run: async ({ leftovers, dataRoot, models }, context): Promise<Diagnosis> => ({
      ...(await look(context.versions)),
      ...(leftovers !== undefined && {
        leftovers: await handleLeftovers([dataRoot, models], leftovers === 'clear', context),
      }),
    }),
    print: printDiagnosis,
    exitCode: ({ engines }) => (engines.some(({ works }) => works) ? 0 : 1),
  });
}

async function handleLeftovers(
  folders: readonly string[],
  cleared: boolean,
  context: CommandContext,
): Promise<Diagnosis['leftovers']> {
  const paths: string[] = [];
  for (const folder of new Set(folders)) {
    for (const leftovers of await findLeftovers(folder)) {
      if (cleared) await clearLeftovers(leftovers, context);
      paths.push(...leftovers.paths);
    }
  }
  return { paths, cleared };
}
