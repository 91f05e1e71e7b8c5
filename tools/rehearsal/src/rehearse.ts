import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readFlags } from '@gender/testing/flags';
import * as z from 'zod';
import { Transcript } from './transcript.js';

/**
 * Gives a rehearsal a temporary folder and a transcript. The program ends with 1 when it fails; the
 * folder is removed unless the command line says `--keep`.
 */
export async function rehearse(
  action: (folder: string, transcript: Transcript) => Promise<void>,
): Promise<void> {
  const { keep } = readFlags({
    usage: 'npm run rehearse -- [--keep]',
    switches: ['keep'],
    schema: z.object({ keep: z.boolean().default(false) }),
  });
  const transcript = new Transcript();
  const folder = await mkdtemp(join(tmpdir(), 'gender-rehearsal-'));
  try {
    await action(folder, transcript);
    transcript.line('passed: the rehearsal');
  } catch (error) {
    transcript.failed(error);
    process.exitCode = 1;
  } finally {
    if (keep) transcript.line(`kept: ${folder}`);
    else await rm(folder, { recursive: true, force: true });
  }
}
