import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { bundleProgram } from '@gender/testing/bundle-program';
import type * as z from 'zod';

/**
 * Runs a module in a process of its own and returns the JSON that it prints.
 *
 * @param module - by its compiled URL, `new URL('./load.js', import.meta.url)`
 * @param args - given to it as one JSON argument
 * @throws Error when it fails; what it said is in the message.
 */
export async function runChild<Schema extends z.ZodType>(
  module: URL,
  args: object,
  schema: Schema,
): Promise<z.output<Schema>> {
  const compiled = fileURLToPath(module);
  const program = existsSync(compiled) ? compiled : await bundle(module);
  const child = spawn(process.execPath, [program, JSON.stringify(args)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [output, errors] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  if (child.exitCode !== 0) throw new Error(`${compiled} failed: ${errors.trim().slice(-1000)}`);
  return schema.parse(JSON.parse(output));
}

/** One file of what has not been compiled. */
function bundle(module: URL): Promise<string> {
  return bundleProgram(new URL(module.href.replace(/\.js$/, '.ts')));
}
