import { zip } from '@gender/core';
import { readStoredFloats, type Hdf5Group, type StoredBytes } from '@gender/hdf5';
import { lazyTensor, type Float32Tensor } from '@gender/tensor';
import { KerasError } from './keras-error.js';
import { isCounter, isStatistic, layerVariables, type VariableName } from './layer-variables.js';
import { leavesOf, type LayerEntry } from './model-config.js';
import { readNames } from './name-list.js';
import { findWeight, toFloat32, type LayerVariables, type WeightStore } from './weight-store.js';

/** What a file has for a layer that it does not name. */
const noWeights: readonly string[] = [];
const noPlaces: ReadonlyMap<VariableName, string> = new Map();

/** A weight that a layer must have. */
interface Wanted {
  readonly leaf: LayerEntry;
  readonly variable: VariableName;
}

interface WeightGroupsOptions {
  readonly lazy?: boolean;
  readonly groupOf?: (layer: string) => string;
}

/**
 * The weights of an HDF5 model file, in groups: one for each layer of the outermost model, which for a
 * nested model holds the weights of all layers in it.
 */
export class WeightGroups implements WeightStore {
  readonly #places = new Map<
    LayerEntry,
    ReadonlyMap<LayerEntry, ReadonlyMap<VariableName, string>>
  >();

  readonly #stored = new Map<Float32Tensor, StoredBytes>();
  readonly #lazy: boolean;
  readonly #groupOf: (layer: string) => string;

  /**
   * @param lazy - whether weights that lie in the file as they are in memory are read when asked for
   * @param groupOf - the group of a layer, by its name; default: it has the layer's name
   */
  constructor(
    readonly path: string,
    readonly root: Hdf5Group,
    { lazy = false, groupOf = (layer) => layer }: WeightGroupsOptions = {},
  ) {
    this.#lazy = lazy;
    this.#groupOf = groupOf;
  }

  /** Where the weights that were read lie in the file, of those that lie there as they are in memory. */
  get stored(): ReadonlyMap<Float32Tensor, StoredBytes> {
    return this.#stored;
  }

  read(outer: LayerEntry, leaf: LayerEntry): LayerVariables {
    const places = this.#places.get(outer) ?? this.#locate(outer);
    this.#places.set(outer, places);
    const own = places.get(leaf) ?? noPlaces;
    const variables = [...own].filter(([name]) => !isCounter(name));
    return new Map(variables.map(([variable, place]) => [variable, this.#read(place)]));
  }

  places({ name }: LayerEntry): readonly string[] {
    const group = this.root.group(name);
    const names = group && readNames(group, 'weight_names');
    return (names ?? noWeights).map((own) => `${name}/${own}`);
  }

  #read(place: string): Float32Tensor {
    const dataset = findWeight(this.path, this.root, place);
    const bytes = dataset.dtype === 'float32' ? dataset.stored() : undefined;
    const weight =
      bytes && this.#lazy
        ? lazyTensor(dataset.shape, () => readStoredFloats(bytes))
        : toFloat32(this.path, dataset);
    if (bytes) this.#stored.set(weight, bytes);
    return weight;
  }

  #locate(outer: LayerEntry): ReadonlyMap<LayerEntry, ReadonlyMap<VariableName, string>> {
    const wanted = leavesOf(outer).flatMap((leaf) =>
      layerVariables(leaf).map((variable) => ({ leaf, variable })),
    );
    const place = this.#groupOf(outer.name);
    const group = this.root.group(place);
    const names = (group && readNames(group, 'weight_names')) ?? noWeights;
    if (names.length !== wanted.length) {
      throw new KerasError(
        'KERAS_WEIGHTS',
        `${this.path} has ${names.length} weights for layer "${outer.name}" (${outer.className}), expected ${wanted.length}`,
      );
    }
    const ordered = (outer.model && matchNames(wanted, names)) ?? zip(inKerasOrder(wanted), names);
    const places = new Map<LayerEntry, Map<VariableName, string>>();
    for (const [{ leaf, variable }, name] of ordered) {
      const own = places.get(leaf) ?? new Map<VariableName, string>();
      places.set(leaf, own.set(variable, `${place}/${name}`));
    }
    return places;
  }
}

/** By the end of the names, `…/conv1/kernel:0`; `undefined` when that is not one to one. */
function matchNames(
  wanted: readonly Wanted[],
  names: readonly string[],
): (readonly [Wanted, string])[] | undefined {
  const byEnd = new Map(names.map((name) => [nameEnd(name), name]));
  const pairs = wanted.flatMap((want) => {
    const name = byEnd.get(`${want.leaf.name}/${want.variable}`);
    return name === undefined ? [] : [[want, name] as const];
  });
  return byEnd.size === names.length && pairs.length === names.length ? pairs : undefined;
}

/** `inner/conv1/kernel:0` → `conv1/kernel`. */
function nameEnd(name: string): string {
  return name.replace(/:\d+$/, '').split('/').slice(-2).join('/');
}

/** As Keras lists the weights of a model: of all layers first what is trained, then the rest. */
function inKerasOrder(wanted: readonly Wanted[]): Wanted[] {
  const isTrained = ({ leaf, variable }: Wanted): boolean =>
    leaf.config['trainable'] !== false && !isStatistic(variable);
  return [...wanted.filter(isTrained), ...wanted.filter((want) => !isTrained(want))];
}
