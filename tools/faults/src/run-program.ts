import { spawn } from 'node:child_process';
import { bundleProgram } from '@gender/testing';
import { FAULT_VARIABLE, type Fault } from './fault.js';

/** How a program ended, and what it wrote. */
export interface Ending {
  /** The exit code; undefined when a signal ended it. */
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  readonly seconds: number;
}

const root = new URL('../../../', import.meta.url);

/** A program's source made one file. */
const bundle = (path: string): Promise<string> => bundleProgram(new URL(path, root));

const apps: Record<string, string> = {
  'gender-convert': 'converter',
  'gender-prepare': 'preparer',
  'gender-train': 'trainer',
  'gender-evaluate': 'evaluator',
};

/** A program and its words: `['gender-train', 'train', '--dataset=A']`. */
export type CommandLine = readonly [program: string, ...words: string[]];

/**
 * Runs a program from its sources in a folder.
 *
 * @param options.fault - what its preload does
 * @param options.killAfter - seconds after which it is killed
 */
export async function runProgram(
  folder: string,
  [program, ...words]: CommandLine,
  options: { readonly fault?: Fault; readonly killAfter?: number } = {},
): Promise<Ending> {
  const { fault, killAfter } = options;
  const app = apps[program];
  if (app === undefined) throw new Error(`there is no program ${program}`);
  const bin = await bundle(`apps/${app}/src/main.ts`);
  const imports = fault ? ['--import', await bundle('tools/faults/src/preload.ts')] : [];
  const env = { ...process.env, ...(fault && { [FAULT_VARIABLE]: JSON.stringify(fault) }) };
  const started = performance.now();
  const child = spawn(process.execPath, [...imports, bin, ...words], { cwd: folder, env });
  const timer =
    killAfter === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfter * 1000);
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  return await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(timer);
      const seconds = (performance.now() - started) / 1000;
      resolve({ exitCode: code ?? undefined, stdout, stderr, seconds });
    });
  });
}

/** @throws Error with what the program wrote when it fails. */
export async function runWhole(folder: string, line: CommandLine): Promise<Ending> {
  const ending = await runProgram(folder, line);
  if (ending.exitCode === 0) return ending;
  throw new Error(`${line.join(' ')} ended with ${ending.exitCode}: ${ending.stderr}`);
}
