import { verifyCommand, type App } from '@gender/cli';
import { convertCommand } from './convert-command.js';
import { diffCommand } from './diff-command.js';
import { fetchCommand } from './fetch-command.js';
import { inspectCommand } from './inspect-command.js';

/** `gender-convert`: networks from MatConvNet, Keras, ONNX and TensorFlow.js to any framework. */
export const app: App = {
  name: 'gender-convert',
  summary: 'Converts networks between formats, looks into them and compares them.',
  moduleUrl: import.meta.url,
  advice: {
    KERAS_ARCHITECTURE:
      'name it with --architecture: vgg16, or a JSON file that to_json of Keras has written',
    KERAS_INPUT: 'the flag is --input-shape',
    KERAS_OUTPUT: 'the flag is --output-layer',
    MATCONVNET_OPTION: 'the flags are --until and --include-top',
    ONNX_INPUT: 'the flag is --input-shape',
    ONNX_OUTPUT: 'the flag is --output-layer',
    TFJS_INPUT: 'the flag is --input-shape',
    TFJS_OUTPUT: 'the flag is --output-layer',
    NETWORK_LAYER: 'the flag is --until',
    FORMAT_NORMALIZATION: 'the flags are --mean, --std and --order',
    DOWNLOAD_CHECKSUM: '--sha256 says what the archive must have',
    DOWNLOAD_URL: '--url names it',
    MATCONVNET_LAYER: 'the flag is --skip-unknown',
  },
  commands: [
    convertCommand,
    inspectCommand,
    diffCommand,
    verifyCommand(
      [],
      [
        [
          'models/VGG_Face_pretrained_descriptor.h5',
          'a network, and the file that it was made from',
        ],
      ],
    ),
    fetchCommand,
  ],
};
