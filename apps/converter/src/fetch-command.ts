import { archiveOptions, defineCommand, modelsOption } from '@gender/cli';
import { fetchWeights, weightsUrl } from './fetch-weights.js';

/** `gender-convert fetch`. */
export const fetchCommand = defineCommand({
  name: 'fetch',
  summary: 'Download the published VGG-Face weights',
  examples: [['', 'models/vgg_face.mat, about 0.5 GB']],
  options: {
    ...archiveOptions(weightsUrl, 'that holds the .mat file'),
    models: modelsOption,
  },
  run: (options, context) => fetchWeights(options, context),
  print: ({ path, terms }) => `${path}\n${terms}`,
});
