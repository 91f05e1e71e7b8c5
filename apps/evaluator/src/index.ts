import type { App } from '@gender/cli';
import { doctorCommand, engineAdvice, verifyProducts } from '@gender/engine-cli';
import { cardCommand } from './card-command.js';
import { compareCommand } from './compare-command.js';
import { explainCommand } from './explain-command.js';
import { evaluateCommand } from './evaluate-command.js';
import { predictCommand } from './predict-command.js';
import { recogniseCommand } from './recognise-command.js';
import { reportCommand } from './report-command.js';
import { scoreCommand } from './score-command.js';

/** Of pictures that cannot be read or decoded. */
const leaveOut = 'leave such pictures out with --on-bad skip';
const badPictures = {
  IMAGE_EMPTY: leaveOut,
  IMAGE_FORMAT: leaveOut,
  IMAGE_KIND: leaveOut,
  IMAGE_CORRUPT: leaveOut,
  IMAGE_TOO_LARGE: leaveOut,
  FEATURES_PICTURES: leaveOut,
};

/** `gender-evaluate`: a model against a labelled set. */
export const app: App = {
  name: 'gender-evaluate',
  summary: 'Measures a trained classifier on a test set; recognises faces.',
  moduleUrl: import.meta.url,
  advice: {
    ...engineAdvice,
    CLASSIFIER_NO_FACE: 'by --faces none',
    FACES_RULE: 'or, where pictures are faces already, say --faces none',
    FACE_API_MISSING: 'or, where pictures are faces already, say --faces none',
    RESULTS_FACES: 'by gender-prepare prepare --faces, or by --faces none',
    CLASSIFIER_PRECISION: 'leave --precision out, or consent by --accept-other-precision',
    CLASSIFIER_UNCALIBRATED: 'with gender-train train, or leave --calibrated out',
    CLASSIFIER_UNDESCRIBED: 'with --classes, --preprocess and --logits',
    CLASSIFIER_OPTIONS: 'the flags are --classes, --preprocess and --logits',
    DATASET_NOT_FOUND: 'gender-prepare prepare --dataset makes it, and --data-root is where it is',
    FEATURES_UNDESCRIBED: 'gender-convert convert --mean --std --order says it in a copy',
    RECOGNISER_MODEL: 'by gender-evaluate predict PICTURE --model',
    RECOGNISER_CLASSES: 'gender-convert convert --include-top --output FILE keeps them',
    RESULTS_GROUPS: 'by --groups and --by',
    RESULTS_THRESHOLD: 'the flags are --threshold-by and --positive',
    RESULTS_PAIRS: 'by --only-common, where files differ',
    ...badPictures,
  },
  commands: [
    evaluateCommand,
    predictCommand,
    scoreCommand,
    compareCommand,
    cardCommand,
    explainCommand,
    reportCommand,
    recogniseCommand,
    verifyProducts([
      ['data/results/GenderDataset_test_results.csv', 'results, and the model that they are of'],
      ['models/GenderDataset_Transfer_Model.h5', 'a model, before it is used'],
    ]),
    doctorCommand,
  ],
};
