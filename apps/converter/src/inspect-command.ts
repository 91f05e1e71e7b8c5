import { defineCommand } from '@gender/cli';
import { describeFile, listEndings } from '@gender/formats';
import * as z from 'zod';
import { existingNetwork } from './existing-network.js';
import { printDescription } from './print-description.js';

/** `gender-convert inspect`. */
export const inspectCommand = defineCommand({
  name: 'inspect',
  summary: 'Show the layers of a network, or the variables of a MAT-file without one',
  examples: [
    ['models/vgg_face.mat', 'layers, shapes, parameters, multiply-adds'],
    ['model.onnx --json', 'operators and initializers'],
    ['face-api', 'the network of an npm package'],
  ],
  options: {
    file: {
      schema: z.string(),
      description: `a network file: ${listEndings('describe')}`,
      positional: true,
    },
  },
  run: ({ file }, context) => describeFile(existingNetwork(file, 'check its name'), context),
  print: printDescription,
});
