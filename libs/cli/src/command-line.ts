/** What `tools/nx/taken-flags.mjs` fills: flags of ours that Nx takes for its own. */
const takenFlags = 'GENDER_FLAGS_TAKEN_BY_NX';

/**
 * The words after the name of the program, with those that Nx took for itself when the program
 * runs as an Nx target (`nx run trainer:train --batch=16`).
 */
export function commandLine(
  argv: readonly string[] = process.argv,
  environment: NodeJS.ProcessEnv = process.env,
): string[] {
  const taken = environment[takenFlags];
  return [...argv.slice(2), ...(taken === undefined ? [] : taken.split(' '))];
}
