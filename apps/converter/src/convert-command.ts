import { defineCommand, formatBytes, formatDuration } from '@gender/cli';
import { z } from 'zod';
import { convertNetwork } from './convert-network.js';

/** `gender-convert convert`. */
export const convertCommand = defineCommand({
  name: 'convert',
  summary: 'Convert a MatConvNet .mat file to a Keras .h5 file',
  examples: [
    ['--input models/vgg_face.mat', 'the convolutions of VGG-Face, for features'],
    ['--include-top --output models/VGG_Face.h5', 'the whole face recogniser, with its names'],
  ],
  options: {
    input: {
      schema: z.string().default('models/vgg_face.mat'),
      description: 'the MatConvNet file',
      alias: 'i',
    },
    output: {
      schema: z.string().default('models/VGG_Face_pretrained_descriptor.h5'),
      description: 'the Keras file to write',
      alias: 'o',
    },
    includeTop: {
      schema: z.boolean().default(false),
      description: 'keep the fully connected layers and the class names',
    },
  },
  run: (options, context) => convertNetwork(options, context),
  print: ({ output, layers, parameters, seconds, peakMemoryBytes }) =>
    `${output}: ${layers} layers, ${parameters.toLocaleString('en')} parameters, ` +
    `in ${formatDuration(seconds)}, ${formatBytes(peakMemoryBytes)} of memory at most`,
});
