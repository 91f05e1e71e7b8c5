import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The apps of the workspace and the names of their programs. */
const programs = {
  converter: 'gender-convert',
  preparer: 'gender-prepare',
  trainer: 'gender-train',
  evaluator: 'gender-evaluate',
} as const;

/** An app of the workspace. */
export type AppName = keyof typeof programs;

/**
 * Runs an app's program as a user would, with `--json`, and returns what it says.
 *
 * @param args - the subcommand and its flags
 * @throws Error when the program fails; its own message has then gone to standard error.
 */
export async function runApp(app: AppName, args: readonly string[]): Promise<unknown> {
  const program = programs[app];
  const path = fileURLToPath(new URL(`../../../apps/${app}/bin/${program}.js`, import.meta.url));
  const child = spawn(process.execPath, [path, ...args, '--json', '--quiet'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(`${program} ${args[0]} failed with exit code ${code}`);
  return JSON.parse(output) as unknown;
}
