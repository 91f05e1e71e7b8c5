import type { App } from '@gender/cli';
import { doctorCommand } from '@gender/engine-cli';
import { extractCommand } from './extract-command.js';
import { mergeCommand } from './merge-command.js';
import { trainCommand } from './train-command.js';

/** `gender-train`: features and the classifier head. */
export const app: App = {
  name: 'gender-train',
  summary: 'Extracts features of a prepared dataset and trains a classifier on them.',
  moduleUrl: import.meta.url,
  commands: [trainCommand, extractCommand, mergeCommand, doctorCommand],
};
