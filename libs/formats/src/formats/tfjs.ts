import { writeTfjsModel } from '@gender/keras/tfjs/node';
import type { NetworkFormat } from '../network-format.js';

/** A folder of `model.json` and shards. */
export const tfjs: NetworkFormat = {
  name: 'TensorFlow.js',
  endings: ['/'],
  write: (path, network) => writeTfjsModel(path, network),
};
