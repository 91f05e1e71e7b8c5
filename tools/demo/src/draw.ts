import { parseArgs } from 'node:util';
import * as z from 'zod';
import { DEFAULT_CONTRAST, drawDataset } from './draw-dataset.js';

const { values } = parseArgs({
  options: {
    out: { type: 'string' },
    seed: { type: 'string' },
    people: { type: 'string' },
    pictures: { type: 'string' },
    contrast: { type: 'string' },
  },
});

const { pictures, ...options } = z
  .object({
    out: z.string().default('data/demo/download'),
    seed: z.coerce.number().int().min(0).default(0),
    people: z.coerce.number().int().min(1).max(999).default(240),
    pictures: z.coerce.number().int().min(1).default(5),
    contrast: z.coerce.number().min(0).default(DEFAULT_CONTRAST),
  })
  .parse(values);

const drawn = await drawDataset({ ...options, picturesPerPerson: pictures });
process.stdout.write(`${drawn.length} pictures in ${options.out}\n`);
