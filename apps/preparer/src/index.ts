import type { App } from '@gender/cli';
import { fetchCommand } from './fetch-command.js';
import { prepareCommand } from './prepare-command.js';

/** `gender-prepare`: a labelled face collection to split folders. */
export const app: App = {
  name: 'gender-prepare',
  summary: 'Splits a labelled face collection into training, validation and test pictures.',
  moduleUrl: import.meta.url,
  commands: [prepareCommand, fetchCommand],
};
