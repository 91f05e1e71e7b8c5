import { stat } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { writeMat } from '@gender/mat';
import { vggFaceNet } from './vgg-face-mat.js';

// Writes a file of the size and layout of vgg_face.mat with random weights; see README.md.
const { values } = parseArgs({
  options: {
    output: { type: 'string', default: 'models/full-size/vgg_face.mat' },
    seed: { type: 'string', default: '0' },
    level: { type: 'string', default: '1' },
  },
});

const start = performance.now();
await writeMat(
  values.output,
  { net: vggFaceNet(Number(values.seed)) },
  { compression: Number(values.level) },
);

const seconds = ((performance.now() - start) / 1000).toFixed(1);
const gigabytes = ((await stat(values.output)).size / 1e9).toFixed(3);
const peak = Math.round(process.resourceUsage().maxRSS / 1024);
process.stdout.write(`${values.output}: ${gigabytes} GB in ${seconds} s, peak memory ${peak} MB\n`);
