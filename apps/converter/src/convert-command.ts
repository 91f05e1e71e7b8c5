import { defineCommand, formatBytes, formatDuration } from '@gender/cli';
import { z } from 'zod';
import { convertNetwork } from './convert-network.js';

/** `gender-convert convert`. */
export const convertCommand = defineCommand({
  name: 'convert',
  summary: 'Convert a network to another format',
  examples: [
    ['', 'the convolutions of VGG-Face, for features'],
    ['--include-top --output models/VGG_Face.h5', 'the whole face recogniser, with its names'],
    ['model.h5 model.onnx', 'a Keras model for onnxruntime'],
    ['vgg.mat web/ --until pool5', 'for TensorFlow.js, up to a layer'],
  ],
  options: {
    input: {
      schema: z.string().default('models/vgg_face.mat'),
      description: 'the network: .mat (MatConvNet), .h5, .keras or .safetensors',
      alias: 'i',
      positional: true,
    },
    output: {
      schema: z.string().default('models/VGG_Face_pretrained_descriptor.h5'),
      description: 'what to write: .h5, .keras, .onnx, .safetensors, or a folder/ (TensorFlow.js)',
      alias: 'o',
      positional: true,
    },
    includeTop: {
      schema: z.boolean().default(false),
      description:
        'of a .mat file, keep the fully connected layers and the class names; others are kept whole',
    },
    until: {
      schema: z.string().optional(),
      description: 'the last layer to keep',
      fallback: 'as --include-top says',
    },
    skipUnknown: {
      schema: z.boolean().default(false),
      description: 'of a .mat file, leave out layers of unknown types where shapes allow',
    },
    foldBatchNormalization: {
      schema: z.boolean().default(false),
      description: 'make batch normalisation part of the convolutions before it',
    },
  },
  run: (options, context) => convertNetwork(options, context),
  print: ({ output, layers, parameters, seconds, peakMemoryBytes }) =>
    `${output}: ${layers} layers, ${parameters.toLocaleString('en')} parameters, ` +
    `in ${formatDuration(seconds)}, ${formatBytes(peakMemoryBytes)} of memory at most`,
});
