import { required, zip } from '@gender/core';
import type { Hdf5Group } from '@gender/hdf5';
import { LAYERS_GROUP } from './archive-format.js';
import { containerNames } from './container-names.js';
import { variableGroups, type VariableGroup } from './variable-groups.js';
import { KerasError } from '../keras-error.js';
import { isCounter, layerVariables } from '../layer-variables.js';
import { leavesOf, type LayerEntry, type ModelConfig } from '../model-config.js';
import { readWeight, type LayerVariables, type WeightStore } from '../weight-store.js';

/** What a file has for a layer that it does not name. */
const noWeights: readonly string[] = [];

/**
 * The weights in a `.keras` archive: a group for each layer, named after its class, the groups of
 * a nested model's layers within that of the model.
 */
export class ArchiveWeights implements WeightStore {
  readonly #places: ReadonlyMap<LayerEntry, string>;
  readonly #groups: ReadonlyMap<string, VariableGroup>;

  constructor(
    readonly path: string,
    readonly root: Hdf5Group,
    model: ModelConfig,
  ) {
    this.#places = new Map(placesOf(model, LAYERS_GROUP));
    this.#groups = variableGroups(path, root);
  }

  places(outer: LayerEntry): readonly string[] {
    return leavesOf(outer).flatMap((leaf) => {
      const place = required(this.#places.get(leaf), `the group of ${leaf.name}`);
      return this.#groups.get(place)?.weights ?? noWeights;
    });
  }

  read(_outer: LayerEntry, leaf: LayerEntry): LayerVariables {
    const variables = layerVariables(leaf);
    if (variables.length === 0) return new Map();
    const place = required(this.#places.get(leaf), `the group of ${leaf.name}`);
    const found = this.#groups.get(place)?.weights ?? noWeights;
    if (found.length !== variables.length) {
      throw new KerasError(
        'KERAS_WEIGHTS',
        `${this.path} has ${found.length} weights for layer "${leaf.name}" (${leaf.className}) at ${place}, expected ${variables.length}`,
      );
    }
    return new Map(
      zip(variables, found)
        .filter(([variable]) => !isCounter(variable))
        .map(([variable, own]) => [variable, readWeight(this.path, this.root, own)]),
    );
  }
}

function* placesOf(model: ModelConfig, group: string): Generator<[LayerEntry, string]> {
  const names = containerNames(model.layers.map(classOf));
  for (const [layer, name] of zip(model.layers, names)) {
    const place = `${group}/${name}`;
    if (layer.model) yield* placesOf(layer.model, `${place}/${LAYERS_GROUP}`);
    else yield [layer, place];
  }
}

/** Keras makes a `Functional` of what a file calls a `Model`. */
function classOf({ className, model }: LayerEntry): string {
  return model && className === 'Model' ? 'Functional' : className;
}
