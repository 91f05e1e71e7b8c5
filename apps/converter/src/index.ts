import type { App } from '@gender/cli';
import { convertCommand } from './convert-command.js';
import { fetchCommand } from './fetch-command.js';

/** `gender-convert`: MatConvNet networks to Keras HDF5. */
export const app: App = {
  name: 'gender-convert',
  summary: 'Turns a MatConvNet network into a Keras HDF5 file.',
  moduleUrl: import.meta.url,
  commands: [convertCommand, fetchCommand],
};
