import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { verifyOutputs, type Verification } from '@gender/core/node';
import * as z from 'zod';
import { defineCommand, type Command, type CommandContext } from './command.js';
import { existingFile } from './existing-file.js';
import { formatCount } from './format.js';

/** How one kind of thing is compared with what was written down of it. */
export interface Verifier {
  /** What it is, for people: `dataset`. */
  readonly kind: string;
  /** Whether a path is one. */
  readonly recognise: (path: string) => boolean;
  /** Compares it. */
  readonly verify: (path: string, context: CommandContext) => Promise<Verification>;
}

/** Recognises a folder with a file of some name in it. */
export function holds(name: string): (path: string) => boolean {
  return (path) => existsSync(join(path, name));
}

/** What has a manifest beside it; the last that is tried. */
const outputs: Verifier = { kind: 'output', recognise: () => true, verify: verifyOutputs };

/** So many files of a kind are printed; `--json` has them all. */
const PRINTED = 15;

/** What differs where anything does. */
const differences = ['changed', 'added', 'missing'] as const;

/**
 * The command `verify` of a program: exit code 1 where anything differs from its manifest, or nothing
 * could be compared.
 *
 * @param verifiers - of what the program knows besides outputs with a `<path>.manifest.json`
 */
export function verifyCommand(
  verifiers: readonly Verifier[],
  examples: readonly (readonly [string, string])[],
): Command {
  const all = [...verifiers, outputs];
  return defineCommand({
    name: 'verify',
    summary: 'Compare a dataset, features or a model with what was written down when it was made',
    examples,
    options: {
      path: {
        schema: z.string(),
        description: `${all.map(({ kind }) => kind).join(', ')} with its manifest`,
        positional: true,
      },
    },
    run: async ({ path }, context) => {
      existingFile(path, 'check the path');
      const plain = path.replace(/(?<=.)[/\\]+$/, '');
      const { kind, verify } = all.find(({ recognise }) => recognise(plain)) ?? outputs;
      return { path, kind, ...(await verify(plain, context)) };
    },
    exitCode: (found) =>
      found.checked === 0 || differences.some((key) => found[key].length > 0) ? 1 : 0,
    print: (found) =>
      [
        ...[...differences, 'unverified' as const].flatMap((key) => nameFiles(key, found[key])),
        `${found.path} (${found.kind}): compared ${formatCount(found.checked, 'items')}; ${differences.map((key) => `${found[key].length} ${key}`).join(', ')}`,
      ].join('\n'),
  });
}

function nameFiles(key: string, files: readonly string[]): string[] {
  const more = files.length - PRINTED;
  return [
    ...files.slice(0, PRINTED).map((file) => `${key}: ${file}`),
    ...(more > 0 ? [`${key}: and ${more} more`] : []),
  ];
}
