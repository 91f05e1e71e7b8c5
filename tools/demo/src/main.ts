import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { runDemo } from './run-demo.js';
import { parseSeeds } from './seeds.js';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '0' },
    backbone: { type: 'string', default: 'pretrained' },
    folder: { type: 'string', default: 'data/demo' },
  },
});
const weights = fileURLToPath(new URL('../../../models/demo/vgg_face_demo.mat', import.meta.url));
const print = (line: string): void => void process.stdout.write(`${line}\n`);

const backbone = z.enum(['pretrained', 'random']).parse(values.backbone);
const seeds = parseSeeds(values.seeds);
const scores = [];
for (const seed of seeds) {
  const folder = seeds.length === 1 ? values.folder : join(values.folder, `seed-${seed}`);
  const score = await runDemo({ seed, backbone, weights, folder }, print);
  scores.push(score);
  print(`test accuracy ${score.accuracy.toFixed(4)} (${score.images} images)`);
}
if (scores.length > 1) {
  const mean = scores.reduce((sum, { accuracy }) => sum + accuracy, 0) / scores.length;
  print(`mean test accuracy ${mean.toFixed(4)} (${scores.length} seeds)`);
}
