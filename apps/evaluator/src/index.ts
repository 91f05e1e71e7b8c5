import type { App } from '@gender/cli';
import { doctorCommand } from '@gender/engine-cli';
import { evaluateCommand } from './evaluate-command.js';
import { predictCommand } from './predict-command.js';
import { recogniseCommand } from './recognise-command.js';
import { scoreCommand } from './score-command.js';

/** `gender-evaluate`: a model against a labelled set. */
export const app: App = {
  name: 'gender-evaluate',
  summary: 'Measures a trained classifier on a test set; recognises faces.',
  moduleUrl: import.meta.url,
  commands: [evaluateCommand, predictCommand, scoreCommand, recogniseCommand, doctorCommand],
};
