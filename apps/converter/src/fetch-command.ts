import { defineCommand, modelsOption } from '@gender/cli';
import { z } from 'zod';
import { fetchWeights, weightsUrl } from './fetch-weights.js';

/** `gender-convert fetch`. */
export const fetchCommand = defineCommand({
  name: 'fetch',
  summary: 'Download the published VGG-Face weights',
  examples: [['', 'models/vgg_face.mat, about 0.5 GB']],
  options: {
    url: {
      schema: z
        .url({ protocol: /^https?$/, error: 'expected an http or https address' })
        .default(weightsUrl),
      description: 'address of the .tar.gz archive that holds the .mat file',
    },
    sha256: {
      schema: z
        .string()
        .regex(/^[0-9a-f]{64}$/i, 'expected 64 hexadecimal digits')
        .optional(),
      description: 'SHA-256 that the archive must have',
    },
    models: modelsOption,
  },
  run: (options, context) => fetchWeights(options, context),
  print: ({ path, terms }) => `${path}\n${terms}`,
});
