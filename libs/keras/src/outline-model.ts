import { batchShapeOf, type LayerEntry, type ModelConfig } from './model-config.js';
import { withModel, type OpenModel } from './read-model.js';
import { findWeight } from './weight-store.js';

/** What a file says of a model, whether or not networks have its layers. */
export interface KerasOutline {
  readonly name: string;
  readonly inputs: readonly { name: string; shape: readonly (number | null)[] }[];
  /** The names of the layers that give the outputs. */
  readonly outputs: readonly string[];
  /** Of the outermost model, in the order of the file. */
  readonly layers: readonly KerasOutlineLayer[];
}

export interface KerasOutlineLayer {
  readonly name: string;
  readonly className: string;
  /** The names of the layers that it reads. */
  readonly inputs: readonly string[];
  readonly weights: readonly { name: string; dtype: string; shape: readonly number[] }[];
}

/**
 * Says what layers and weights a whole model has, also one that `readKerasModel` refuses: of every
 * class, with any number of inputs and outputs.
 *
 * @throws FileError, Hdf5Error, KerasError (`KERAS_FORMAT`) when the file is no model.
 */
export async function outlineKerasModel(path: string): Promise<KerasOutline> {
  return withModel(path, true, (model) => outline(path, model));
}

function outline(path: string, { config, group, weights }: OpenModel): KerasOutline {
  const layers = config.layers.map((layer, index) => ({
    name: layer.name,
    className: layer.className,
    inputs: inputsOf(config, layer, index),
    weights: weights.places(layer).map((place) => {
      const { dtype, shape } = findWeight(path, group, place);
      return { name: place, dtype, shape };
    }),
  }));
  return {
    name: config.name,
    inputs: config.layers.flatMap((layer) => inputOf(path, layer)),
    outputs: outputsOf(config),
    layers,
  };
}

/** In a `Sequential` each reads the one before it. */
function inputsOf({ layers, className }: ModelConfig, layer: LayerEntry, index: number): string[] {
  const before = layers[index - 1];
  if (className === 'Sequential') return before ? [before.name] : [];
  return [...new Set(layer.applications.flat().map((ref) => ref.layer))];
}

function outputsOf({ layers, outputs }: ModelConfig): string[] {
  const last = layers.at(-1);
  if (outputs.length > 0 || last === undefined) return outputs.map(({ layer }) => layer);
  return [last.name];
}

function inputOf(
  path: string,
  layer: LayerEntry,
): { name: string; shape: readonly (number | null)[] }[] {
  const found = batchShapeOf(path, layer);
  return found === undefined ? [] : [{ name: layer.name, shape: found.slice(1) }];
}
