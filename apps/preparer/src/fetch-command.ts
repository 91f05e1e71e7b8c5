import { archiveOptions, defineCommand } from '@gender/cli';
import * as z from 'zod';
import { fetchPictures, picturesUrl } from './fetch-pictures.js';

/** `gender-prepare fetch`. */
export const fetchCommand = defineCommand({
  name: 'fetch',
  summary: 'Download the published face pictures',
  examples: [['', 'data/download, about 33 000 pictures']],
  options: {
    ...archiveOptions(picturesUrl, 'of pictures'),
    dataDir: {
      schema: z.string().default('data/download'),
      description: 'folder to unpack into; absent or empty',
    },
  },
  run: (options, context) => fetchPictures(options, context),
  print: ({ folder, images, terms }) => `${folder}: ${images} labelled pictures\n${terms}`,
});
