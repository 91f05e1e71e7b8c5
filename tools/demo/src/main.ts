import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readFlags } from '@gender/testing/flags';
import * as z from 'zod';
import { runDemo } from './run-demo.js';
import { seedList } from './seeds.js';

const {
  seeds,
  backbone,
  folder: root,
} = readFlags({
  usage: 'npm run demo -- [--seeds 0-4] [--backbone pretrained|random] [--folder data/demo]',
  schema: z.object({
    seeds: seedList.default([0]),
    backbone: z.enum(['pretrained', 'random']).default('pretrained'),
    folder: z.string().default('data/demo'),
  }),
});
const weights = fileURLToPath(new URL('../../../models/demo/vgg_face_demo.mat', import.meta.url));
const print = (line: string): void => void process.stdout.write(`${line}\n`);

const scores = [];
for (const seed of seeds) {
  const folder = seeds.length === 1 ? root : join(root, `seed-${seed}`);
  const score = await runDemo({ seed, backbone, weights, folder }, print);
  scores.push(score);
  print(`test accuracy ${score.accuracy.toFixed(4)} (${score.images} images)`);
}
if (scores.length > 1) {
  const mean = scores.reduce((sum, { accuracy }) => sum + accuracy, 0) / scores.length;
  print(`mean test accuracy ${mean.toFixed(4)} (${scores.length} seeds)`);
}
