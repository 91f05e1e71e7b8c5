import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import * as z from 'zod';

/** What `npm run bench` is asked for. */
export type BenchOptions = z.output<typeof schema>;

/** What can be measured: rows against baselines, memory, growth with the number of pictures. */
export const subjects = ['compare', 'memory', 'growth'] as const;

const count = z.coerce.number().int().positive();

const schema = z.object({
  subject: z.enum(subjects).default('compare'),
  python: z.string().optional(),
  faceApi: z.string().optional(),
  only: z
    .string()
    .transform((names) => names.split(','))
    .optional(),
  runs: count.default(5),
  threads: count.default(availableParallelism()),
  quick: z.boolean().default(false),
  json: z.string().optional(),
  markdown: z.string().optional(),
  workDir: z.string().optional(),
});

export const usage = `npm run bench -- [compare|memory|growth] [options]

compare: each figure against its baselines, in turn, medians (default)
memory:  peak memory at full size, and whether it grows with the rows
growth:  time and memory for 1x, 4x and 16x as many pictures

--python PATH    interpreter with the baselines' packages (default: rows that need it are skipped)
--face-api DIR   folder where @vladmandic/face-api itself can run (default: the row that needs it is skipped)
--only a,b       rows by name
--runs 5         measurements of each side, after a warm-up
--threads N      threads on either side (default: the number of cores)
--quick          tiny sizes: shows that everything runs
--json FILE      writes the rows as JSON
--markdown FILE  writes the table into the file's section, or a new file
--work-dir DIR   keeps generated files for the next run (default: a temporary folder)`;

/** The command line is not understood. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/**
 * Reads the command line.
 *
 * @throws UsageError when a flag is unknown or its value does not fit.
 */
export function parseOptions(args: readonly string[]): BenchOptions {
  const text = { type: 'string' } as const;
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        python: text,
        'face-api': text,
        only: text,
        runs: text,
        threads: text,
        quick: { type: 'boolean' },
        json: text,
        markdown: text,
        'work-dir': text,
      },
    });
    return schema.parse({
      ...values,
      workDir: values['work-dir'],
      faceApi: values['face-api'],
      subject: positionals[0],
    });
  } catch (cause) {
    const reason = cause instanceof z.ZodError ? z.prettifyError(cause) : String(cause);
    throw new UsageError(`${reason}\n\n${usage}`, { cause });
  }
}
