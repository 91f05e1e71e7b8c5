import { readSafetensorsModel, writeSafetensorsModel } from '@gender/safetensors/node';
import type { NetworkFormat } from '../network-format.js';
import { keepPart } from './keep-part.js';

/** Weights of Hugging Face's format, with a description of the network. */
export const safetensors: NetworkFormat = {
  name: 'safetensors',
  endings: ['.safetensors'],
  read: async (path, options) => keepPart((await readSafetensorsModel(path)).network, options),
  write: (path, network) => writeSafetensorsModel(path, network),
};
