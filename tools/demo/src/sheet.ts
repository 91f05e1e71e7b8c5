import { writeFileWhole } from '@gender/core/node';
import { nonNegativeInteger, readFlags } from '@gender/testing/flags';
import * as z from 'zod';
import { drawContactSheet } from './contact-sheet.js';
import { encodeJpeg } from './encode-jpeg.js';

const { out, seed } = readFlags({
  usage: 'npx nx run demo:sheet --out=docs/images/demo-faces.jpg --seed=0',
  schema: z.object({
    out: z.string().default('docs/images/demo-faces.jpg'),
    seed: nonNegativeInteger.default(0),
  }),
});

const sheet = drawContactSheet({ seed, columns: 8, rows: 3, size: 128 });
await writeFileWhole(out, encodeJpeg(sheet, 88));
