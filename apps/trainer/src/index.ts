import type { App } from '@gender/cli';
import { doctorCommand, engineAdvice, verifyProducts } from '@gender/engine-cli';
import { crossValidateCommand } from './cross-validate-command.js';
import { extractCommand } from './extract-command.js';
import { mergeCommand } from './merge-command.js';
import { runsCommand } from './runs-command.js';
import { trainCommand } from './train-command.js';
import { tuneCommand } from './tune-command.js';
import { workerCommand } from './worker-command.js';

/** `gender-train verify`. */
const verify = verifyProducts([
  ['models/GenderDataset_Transfer_Model.h5', 'a model, its history, and what it was made from'],
  ['data/features/GenderDataset_train.npy', 'every row of a feature store'],
  ['data/GenderDataset', 'every picture of a dataset'],
]);

/** `gender-train`: features and the classifier head. */
export const app: App = {
  name: 'gender-train',
  summary: 'Extracts features of a prepared dataset and trains a classifier on them.',
  moduleUrl: import.meta.url,
  advice: {
    ...engineAdvice,
    DATASET_NOT_FOUND: 'gender-prepare prepare --dataset makes it, and --data-root is where it is',
    FEATURES_BACKBONE:
      'of a network that ends in scores, gender-convert convert --until keeps the layers before them',
    FEATURES_UNDESCRIBED: '--mean, --std and --order say it, --preprocess rescale divides by 255',
    FACE_API_MISSING: 'or name another network with --backbone',
    FORMAT_NORMALIZATION: 'the flags are --mean, --std and --order',
    KERAS_OUTPUT: '--features names one',
    ONNX_OUTPUT: '--features names one',
    TFJS_OUTPUT: '--features names one',
    FEATURES_PARTS: 'by gender-train extract --shard',
    FEATURES_PICTURES: 'leave such pictures out with --on-bad skip',
    FEATURES_SHARDS: 'each by gender-train extract --shard',
    CLASSIFIER_DIVERGED: 'the flags are --learning-rate, --l2 and --class-weights',
    CLASSIFIER_OPTIONS: 'the flags are --hidden-units, --dropout and --class-weights',
    QUEUE_REDIS: 'the flag is --queue',
    QUEUE_STORAGE: 'the flag is --storage',
    QUEUE_MISMATCH: 'the flags are --data-root, --models, --backbone and --engine',
    QUEUE_SHARDS:
      'the same command tries them again; --on-bad skip leaves out pictures that cannot be read',
    QUANTIZATION_LAYERS: 'by --precision fp32',
  },
  commands: [
    trainCommand,
    crossValidateCommand,
    tuneCommand,
    extractCommand,
    mergeCommand,
    workerCommand,
    runsCommand,
    verify,
    doctorCommand,
  ],
};
