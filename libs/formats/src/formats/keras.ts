import { KerasError, listKerasWeights, readKerasModel, writeKerasModel } from '@gender/keras';
import { describeKeras } from '../describe/describe-keras.js';
import type { FileDescription } from '../describe/file-description.js';
import type { NetworkFormat } from '../network-format.js';
import { readWhole } from './read-whole.js';

const keras: Pick<NetworkFormat, 'holds' | 'write'> & Required<Pick<NetworkFormat, 'read'>> = {
  holds: ['weights', 'classes', 'temperature', 'normalization'],
  read: readWhole(async (path, { architecture, outputLayer: output, inputShape, logger }) => {
    const { network, metadata } = await readKerasModel(path, { architecture, output, inputShape });
    const others = Object.keys(metadata);
    if (others.length > 0) {
      logger?.warn(
        `${path}: the network alone is read, not what is said beside it (${others.join(', ')})`,
      );
    }
    return { network };
  }),
  write: (path, network) => writeKerasModel(path, network),
};

/** Models of Keras in HDF5, and weights alone, for which the options tell the layers. */
export const kerasHdf5: NetworkFormat = {
  name: 'Keras HDF5',
  endings: ['.h5', '.hdf5'],
  ...keras,
  describe,
};

/** Archives of Keras 3. */
export const kerasArchive: NetworkFormat = {
  name: 'Keras 3',
  endings: ['.keras'],
  ...keras,
  describe: describeKeras('Keras 3'),
};

/** Of weights alone what arrays there are. */
async function describe(path: string): Promise<FileDescription> {
  try {
    return await describeKeras(kerasHdf5.name)(path);
  } catch (error) {
    if (!(error instanceof KerasError) || error.code !== 'KERAS_ARCHITECTURE') throw error;
    return { kind: 'weights', format: 'Keras weights', groups: await listKerasWeights(path) };
  }
}
