import { openHdf5, type Hdf5Dataset } from '@gender/hdf5';
import { KerasError } from './keras-error.js';
import { locateWeights } from './read-weights.js';
import type { WeightRows } from './write-layers.js';

/** A file of weights from which rows are read as they are asked for; close it with `using`. */
export interface KerasWeightsFile extends Disposable {
  readonly path: string;
  /** The rows of a weight, some megabytes at a time; `undefined` where the file has none. */
  readonly rows: WeightRows;
}

/**
 * Opens a file of weights that tf.keras or `writeKerasWeights` has saved, or a whole model that is
 * flat, for writing them into another file without having them in memory.
 *
 * @throws FileError when there is no such file; Hdf5Error when it is not HDF5 or damaged.
 * @throws KerasError (`KERAS_FORMAT`) when the file holds no weights.
 */
export async function openKerasWeights(path: string): Promise<KerasWeightsFile> {
  const file = await openHdf5(path);
  try {
    const { root, places } = locateWeights(path, file.root);
    const rows: WeightRows = (layer, weight) => {
      const place = places.get(layer)?.find((candidate) => nameOf(candidate) === weight);
      const dataset = place === undefined ? undefined : root.dataset(place);
      return dataset && float32Pieces(path, dataset);
    };
    return { path, rows, [Symbol.dispose]: () => file.close() };
  } catch (cause) {
    file.close();
    throw cause;
  }
}

/** `fc1/fc1/kernel:0` → `kernel`. */
function nameOf(place: string): string | undefined {
  return /([^/:]+)(:\d+)?$/.exec(place)?.[1];
}

function* float32Pieces(path: string, dataset: Hdf5Dataset): Generator<Float32Array> {
  for (const { dtype, data } of dataset.pieces()) {
    if (!(data instanceof Float32Array)) {
      throw new KerasError(
        'KERAS_WEIGHTS',
        `${path}: ${dataset.path} holds ${dtype}, expected 32-bit floats`,
      );
    }
    yield data;
  }
}
