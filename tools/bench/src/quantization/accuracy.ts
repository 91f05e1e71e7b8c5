/** Compares 8-bit backbones with float32: accuracy over several seeds, and how close features are, layer by layer. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { writeFileWhole } from '@gender/core/node';
import * as z from 'zod';
import { describeMeasured } from './describe-measured.js';
import { measureSeed, type Measured } from './measure-seed.js';

const { values } = parseArgs({
  options: {
    source: { type: 'string' },
    backbone: { type: 'string' },
    seeds: { type: 'string', default: '0,1,2,3,4' },
    only: { type: 'string' },
    json: { type: 'string' },
  },
});
const { source, backbone, seeds, only, json } = z
  .object({
    source: z.string(),
    backbone: z.string(),
    seeds: z.string().transform((list) => list.split(',').map(Number)),
    only: z.string().optional(),
    json: z.string().optional(),
  })
  .parse(values);

const found: Measured[] = [];
for (const seed of seeds) {
  const folder = await mkdtemp(join(tmpdir(), 'quantization-'));
  try {
    const pictures = source.replaceAll('{seed}', String(seed));
    const options = { source: pictures, backbone, folder, seed, only: only?.split(',') };
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
