import { positiveInteger, nonNegativeInteger, readFlags } from '@gender/testing/flags';
import * as z from 'zod';
import { DEFAULT_CONTRAST, drawDataset } from './draw-dataset.js';

const { pictures, ...options } = readFlags({
  usage:
    'npx nx run demo:draw --out=data/demo/download --seed=0 --people=240 --pictures=5 --contrast=2.2',
  schema: z.object({
    out: z.string().default('data/demo/download'),
    seed: nonNegativeInteger.default(0),
    people: positiveInteger.max(999).default(240),
    pictures: positiveInteger.default(5),
    contrast: z.coerce.number().min(0).default(DEFAULT_CONTRAST),
  }),
});

const drawn = await drawDataset({ ...options, picturesPerPerson: pictures });
process.stdout.write(`${drawn.length} pictures in ${options.out}\n`);
