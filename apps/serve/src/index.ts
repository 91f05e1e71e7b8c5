import type { App } from '@gender/cli';
import { doctorCommand, engineAdvice } from '@gender/engine-cli';
import { startCommand } from './start-command.js';

/** `gender-serve`: models behind HTTP. */
export const app: App = {
  name: 'gender-serve',
  summary: 'Answers by HTTP what trained classifiers say of pictures.',
  moduleUrl: import.meta.url,
  takesWords: true,
  advice: {
    ...engineAdvice,
    CLASSIFIER_UNCALIBRATED: 'with gender-train train, or leave --calibrated out',
    FACE_API_MISSING: 'or, where pictures are faces already, say --faces none',
    FACES_RULE: 'or, where pictures are faces already, say --faces none',
    SERVER_BUSY: 'by --max-waiting, or more servers',
    SERVER_LIMITS: 'by --max-pictures, --max-waiting and --max-seconds',
    SERVER_MODELS: 'by --models NAME=FILE',
    SERVER_PAGE: 'by --page',
    SERVER_TIMEOUT: 'by --max-seconds',
    SERVER_TOO_LARGE: 'by --max-pictures and --max-megabytes',
    SERVER_PORT: 'by --port, or --port 0 for one that is free',
  },
  commands: [startCommand, doctorCommand],
};
