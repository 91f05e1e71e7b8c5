import { writeTfjsModel } from '@gender/keras/tfjs/node';
import { readTfjsModel, tfjsFiles } from '@gender/tfjs/node';
import type { NetworkFormat } from '../network-format.js';
import { readWhole } from './read-whole.js';

const tfjs = {
  name: 'TensorFlow.js',
  holds: ['weights', 'classes', 'temperature', 'normalization'],
  read: readWhole(async (path, { inputShape, outputLayer: output }) => ({
    network: await readTfjsModel(path, { inputShape, output }),
  })),
  files: tfjsFiles,
} as const satisfies Partial<NetworkFormat>;

/** Models of TensorFlow.js as folders. */
export const tfjsFolder: NetworkFormat = { ...tfjs, endings: ['/'], write: writeTfjsModel };

/** A `model.json`, or one of any other name, with its files of weights beside it. */
export const tfjsIndex: NetworkFormat = { ...tfjs, endings: ['.json'] };
