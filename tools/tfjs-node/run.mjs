import { spawnSync } from 'node:child_process';

/** Says in one line what went wrong and what to do. */
export class BuildError extends Error {}

/**
 * Runs a command to its end and returns what it printed, without the last line break.
 *
 * @param advice - what to do when it fails; the end of its own output comes before it
 * @throws BuildError when it cannot be started or fails.
 */
export function run(command, args, advice, settings = {}) {
  const result = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 2 ** 28, ...settings });
  if (result.error) throw new BuildError(`${command}: ${result.error.message}; ${advice}`);
  if (result.status !== 0) {
    const said = reasonIn(`${result.stdout}\n${result.stderr}`);
    const end = result.signal ?? `exit code ${result.status}`;
    throw new BuildError(`${command} ${args[0] ?? ''} failed (${end}): ${said}; ${advice}`);
  }
  return result.stdout.trimEnd();
}

/** The first line that gives an error, else the last line that is not empty. */
function reasonIn(output) {
  const lines = output.split('\n').map((line) => line.trim());
  const given = lines.find((line) => /\berror: /i.test(line));
  return given ?? lines.filter(Boolean).at(-1) ?? 'it printed nothing';
}
