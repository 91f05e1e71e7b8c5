import { defineCommand } from '@gender/cli';
import { z } from 'zod';
import { fetchPictures, picturesUrl } from './fetch-pictures.js';

/** `gender-prepare fetch`. */
export const fetchCommand = defineCommand({
  name: 'fetch',
  summary: 'Download the published face pictures',
  examples: [['', 'data/download, about 33 000 pictures']],
  options: {
    url: {
      schema: z
        .url({ protocol: /^https?$/, error: 'expected an http or https address' })
        .default(picturesUrl),
      description: 'address of the .tar.gz archive of pictures',
    },
    sha256: {
      schema: z
        .string()
        .regex(/^[0-9a-f]{64}$/i, 'expected 64 hexadecimal digits')
        .optional(),
      description: 'SHA-256 that the archive must have',
    },
    dataDir: {
      schema: z.string().default('data/download'),
      description: 'folder to unpack into; absent or empty',
    },
  },
  run: (options, context) => fetchPictures(options, context),
  print: ({ folder, images, terms }) => `${folder}: ${images} labelled pictures\n${terms}`,
});
