import { readKerasModel, writeKerasModel } from '@gender/keras';
import type { NetworkFormat } from '../network-format.js';
import { keepPart } from './keep-part.js';

const model: Pick<NetworkFormat, 'read' | 'write'> = {
  read: async (path, options) => keepPart((await readKerasModel(path)).network, options),
  write: (path, network) => writeKerasModel(path, network),
};

/** Keras' two formats. */
export const keras: readonly NetworkFormat[] = [
  { name: 'Keras HDF5', endings: ['.h5', '.hdf5'], ...model },
  { name: 'Keras 3', endings: ['.keras'], ...model },
];
