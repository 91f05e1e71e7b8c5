import {
  defineCommand,
  formatBytes,
  formatDuration,
  normalizationOf,
  normalizationOptions,
} from '@gender/cli';
import { listEndings } from '@gender/formats';
import * as z from 'zod';
import { convertNetwork } from './convert-network.js';

/** `gender-convert convert`. */
export const convertCommand = defineCommand({
  name: 'convert',
  summary: 'Convert a network to another format',
  examples: [
    ['', 'the convolutions of VGG-Face, for features'],
    ['--include-top --output models/VGG_Face.h5', 'the whole face recogniser, with its names'],
    ['face-api models/face_api.h5', 'the network of an npm package'],
    ['foreign.h5 backbone.h5 --mean 123.7,116.3,103.5 --std 58.4,57.1,57.4', 'how it is fed'],
    ['model.h5 model.onnx', 'a Keras model for onnxruntime'],
    ['weights.h5 model.h5 --architecture vgg16', 'weights alone, of VGG-Face'],
    ['vgg.mat web/ --until pool5', 'for TensorFlow.js, up to a layer'],
  ],
  options: {
    input: {
      schema: z.string().default('models/vgg_face.mat'),
      description: `the network to convert: ${listEndings('read')}`,
      alias: 'i',
      positional: true,
    },
    output: {
      schema: z.string().default('models/VGG_Face_pretrained_descriptor.h5'),
      description: `where to write it; the ending tells the format: ${listEndings('write')}`,
      alias: 'o',
      positional: true,
    },
    includeTop: {
      schema: z.boolean().default(false),
      description:
        'of a MatConvNet file and of face-api, keep the fully connected layers and the class names; other files are always kept whole',
    },
    until: {
      schema: z.string().optional(),
      description: 'the last layer to keep',
      fallback: 'see --include-top',
    },
    outputLayer: {
      schema: z.string().optional(),
      description:
        'of a model with several outputs, the layer, operator or name of the one to keep',
      fallback: 'the only one',
    },
    inputShape: {
      schema: z
        .string()
        .regex(/^\d+,\d+,\d+$/, 'expected rows, columns and channels: 224,224,3')
        .transform((text): [number, number, number] => {
          const [height, width, channels] = text.split(',');
          return [Number(height), Number(width), Number(channels)];
        })
        .optional(),
      description:
        'rows, columns and channels of the input, where the file leaves them open: 224,224,3',
      fallback: 'what the file says',
    },
    skipUnknown: {
      schema: z.boolean().default(false),
      description:
        'of a MatConvNet file, leave out layers of unknown types where the shapes allow it',
    },
    architecture: {
      schema: z.string().optional(),
      description:
        "of a Keras file of weights alone, its layers: vgg16, or a JSON file of Keras' to_json",
      fallback: 'the file says it',
    },
    ...normalizationOptions,
    foldBatchNormalization: {
      schema: z.boolean().default(false),
      description: 'fold batch normalization into the convolutions before it',
    },
  },
  run: ({ mean, std, order, ...options }, context) =>
    convertNetwork({ ...options, normalization: normalizationOf({ mean, std, order }) }, context),
  print: ({ output, layers, parameters, seconds, peakMemoryBytes }) =>
    `${output}: ${layers} layers, ${parameters.toLocaleString('en')} parameters, ` +
    `in ${formatDuration(seconds)}, ${formatBytes(peakMemoryBytes)} of memory at most`,
});
