import type { App } from '@gender/cli';
import { convertCommand } from './convert-command.js';
import { diffCommand } from './diff-command.js';
import { fetchCommand } from './fetch-command.js';
import { inspectCommand } from './inspect-command.js';

/** `gender-convert`: networks from MatConvNet and Keras to any framework. */
export const app: App = {
  name: 'gender-convert',
  summary: 'Converts networks between formats, looks into them and compares them.',
  moduleUrl: import.meta.url,
  advice: {
    KERAS_ARCHITECTURE:
      'name it with --architecture: vgg16, or a JSON file that to_json of Keras has written',
    MATCONVNET_UNSUPPORTED: '--skip-unknown leaves layers of unknown types out',
  },
  commands: [convertCommand, inspectCommand, diffCommand, fetchCommand],
};
