import { stat } from 'node:fs/promises';
import { writeMat } from '@gender/mat';
import { nonNegativeInteger, readFlags } from '@gender/testing/flags';
import * as z from 'zod';
import { vggFaceNet } from './vgg-face-mat.js';

// Writes a file of the size and layout of vgg_face.mat with random weights; see README.md.
const flags = readFlags({
  usage: 'full-size-mat.ts [--output models/full-size/vgg_face.mat] [--seed 0] [--level 1]',
  schema: z.object({
    output: z.string().default('models/full-size/vgg_face.mat'),
    seed: nonNegativeInteger.default(0),
    level: nonNegativeInteger.max(9).default(1),
  }),
});

const start = performance.now();
await writeMat(flags.output, { net: vggFaceNet(flags.seed) }, { compression: flags.level });

const seconds = ((performance.now() - start) / 1000).toFixed(1);
const gigabytes = ((await stat(flags.output)).size / 1e9).toFixed(3);
const peak = Math.round(process.resourceUsage().maxRSS / 1024);
process.stdout.write(`${flags.output}: ${gigabytes} GB in ${seconds} s, peak memory ${peak} MB\n`);
