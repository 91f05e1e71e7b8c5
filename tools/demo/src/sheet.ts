import { parseArgs } from 'node:util';
import { writeFileWhole } from '@gender/core/node';
import { drawContactSheet } from './contact-sheet.js';
import { encodeJpeg } from './encode-jpeg.js';

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: 'docs/images/demo-faces.jpg' },
    seed: { type: 'string', default: '0' },
  },
});

const sheet = drawContactSheet({ seed: Number(values.seed), columns: 8, rows: 3, size: 128 });
await writeFileWhole(values.out, encodeJpeg(sheet, 88));
