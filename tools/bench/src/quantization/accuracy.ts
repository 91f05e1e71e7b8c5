/** Compares 8-bit backbones with float32: accuracy over several seeds, and how close features are, layer by layer. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeFileWhole } from '@gender/core/node';
import { nonNegativeInteger, commaSeparated, readFlags } from '@gender/testing/flags';
import * as z from 'zod';
import { describeMeasured } from './describe-measured.js';
import { measureSeed, type Measured } from './measure-seed.js';

const { source, backbone, seeds, only, json } = readFlags({
  usage:
    'accuracy.ts --source FOLDER --backbone FILE [--seeds 0,1,2,3,4] [--only VARIANT,VARIANT] [--json FILE]',
  schema: z.object({
    source: z.string(),
    backbone: z.string(),
    seeds: commaSeparated.pipe(z.array(nonNegativeInteger)).default([0, 1, 2, 3, 4]),
    only: commaSeparated.optional(),
    json: z.string().optional(),
  }),
});

const found: Measured[] = [];
for (const seed of seeds) {
  const folder = await mkdtemp(join(tmpdir(), 'quantization-'));
  try {
    const pictures = source.replaceAll('{seed}', String(seed));
    const options = { source: pictures, backbone, folder, seed, only };
    for await (const measured of measureSeed(options)) {
      found.push(measured);
      process.stderr.write(`seed ${seed}, ${measured.variant}: ${measured.accuracy.toFixed(4)}\n`);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
if (json !== undefined) await writeFileWhole(json, `${JSON.stringify(found, null, 2)}\n`);
process.stdout.write(`${describeMeasured(found)}\n`);
