import { parseArgs } from 'node:util';
import { DEFAULT_CONTRAST, drawDataset } from './draw-dataset.js';

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: 'data/demo/download' },
    seed: { type: 'string', default: '0' },
    people: { type: 'string', default: '240' },
    pictures: { type: 'string', default: '5' },
    contrast: { type: 'string', default: String(DEFAULT_CONTRAST) },
  },
});

const drawn = await drawDataset({
  out: values.out,
  seed: Number(values.seed),
  people: Number(values.people),
  picturesPerPerson: Number(values.pictures),
  contrast: Number(values.contrast),
});
process.stdout.write(`${drawn.length} pictures in ${values.out}\n`);
