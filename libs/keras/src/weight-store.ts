import type { Hdf5Dataset, Hdf5Group } from '@gender/hdf5';
import { formatShape, tensor, type Float32Tensor } from '@gender/tensor';
import { KerasError } from './keras-error.js';
import type { VariableName } from './layer-variables.js';
import type { LayerEntry } from './model-config.js';

/** The weights of one layer by their Keras names. */
export type LayerVariables = ReadonlyMap<VariableName, Float32Tensor>;

/** Where a model's weights are found, in whatever arrangement. */
export interface WeightStore {
  /** The file, for messages. */
  readonly path: string;
  /**
   * Reads the weights of a layer.
   *
   * @param outer - the layer of the outermost model that is `leaf` or contains it
   * @throws KerasError (`KERAS_WEIGHTS`) when they are missing.
   */
  read(outer: LayerEntry, leaf: LayerEntry): LayerVariables;
  /** Where the datasets of a layer of the outermost model lie, whatever class it has. */
  places(outer: LayerEntry): readonly string[];
}

/**
 * Reads a dataset of weights as 32-bit floats.
 *
 * @throws KerasError (`KERAS_WEIGHTS`) when there is none or it holds no floats.
 */
export function readWeight(path: string, root: Hdf5Group, place: string): Float32Tensor {
  return toFloat32(path, findWeight(path, root, place));
}

/**
 * Finds a dataset of weights.
 *
 * @throws KerasError (`KERAS_WEIGHTS`) when there is none.
 */
export function findWeight(path: string, root: Hdf5Group, place: string): Hdf5Dataset {
  const dataset = root.dataset(place);
  if (dataset) return dataset;
  throw new KerasError('KERAS_WEIGHTS', `${path} has no weights at ${place}, which it names`);
}

/**
 * The elements of a dataset as 32-bit floats.
 *
 * @throws KerasError (`KERAS_WEIGHTS`) when it holds no floats.
 */
export function toFloat32(path: string, dataset: Hdf5Dataset): Float32Tensor {
  const { dtype, shape, data } = dataset.read();
  if (data instanceof Float32Array) return tensor('float32', shape, data);
  if (data instanceof Float64Array) return tensor('float32', shape, Float32Array.from(data));
  throw new KerasError(
    'KERAS_WEIGHTS',
    `${path}: ${dataset.path} of shape ${formatShape(shape)} holds ${dtype}, expected floats`,
  );
}
