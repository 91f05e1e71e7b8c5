import { openHdf5, type Hdf5Group } from '@gender/hdf5';
import { locateWeights } from '../read-weights.js';
import { findWeight } from '../weight-store.js';

/** The weights that a file holds for one layer. */
export interface WeightGroup {
  /** The layer, or where its group lies in files that do not name layers. */
  readonly layer: string;
  readonly weights: readonly { readonly name: string; readonly shape: readonly number[] }[];
}

/**
 * Lists the weights in an HDF5 file: of `save_weights` of tf.keras or Keras 3, or of a whole model.
 *
 * @throws FileError when there is no such file; Hdf5Error when it is not HDF5 or damaged.
 * @throws KerasError (`KERAS_FORMAT`) when it holds none.
 */
export async function listKerasWeights(path: string): Promise<readonly WeightGroup[]> {
  using file = await openHdf5(path);
  return weightList(path, file.root);
}

/** Lists the layers of an open file that have weights. */
export function weightList(path: string, file: Hdf5Group): readonly WeightGroup[] {
  const { root, places } = locateWeights(path, file);
  return [...places]
    .filter(([, weights]) => weights.length > 0)
    .map(([layer, weights]) => ({
      layer,
      weights: weights.map((place) => ({
        name: place.slice(place.lastIndexOf('/') + 1),
        shape: findWeight(path, root, place).shape,
      })),
    }));
}
