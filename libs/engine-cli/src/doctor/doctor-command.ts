import { defineCommand, type Command } from '@gender/cli';
import { diagnose } from './diagnose.js';
import { printDiagnosis } from './print-diagnosis.js';

/** `doctor`, the subcommand of every program that tells what computes on this machine. */
export const doctorCommand = createDoctorCommand(diagnose);

/** @param look - another than `diagnose` where a test needs a machine on which nothing works */
export function createDoctorCommand(look: typeof diagnose): Command {
  return defineCommand({
    name: 'doctor',
    summary: 'Tell which engines and devices work here, which do not, and why; exit code 1 if none',
    examples: [['', 'engines, devices, processor, picture decoder, versions']],
    options: {},
    run: (_options, { versions }) => look(versions),
    print: printDiagnosis,
    exitCode: ({ engines }) => (engines.some(({ works }) => works) ? 0 : 1),
  });
}
