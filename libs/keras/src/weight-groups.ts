import type { Hdf5Dataset, Hdf5Group } from '@gender/hdf5';
import { formatShape, tensor, type Float32Tensor } from '@gender/tensor';
import { KerasError } from './keras-error.js';
import { isStatistic, layerVariables, type VariableName } from './layer-variables.js';
import type { LayerEntry } from './model-config.js';
import { readNames } from './name-list.js';

/** The weights of one layer by their Keras names. */
export type LayerVariables = ReadonlyMap<VariableName, Float32Tensor>;

/** A weight that a layer must have. */
interface Wanted {
  readonly leaf: LayerEntry;
  readonly variable: VariableName;
}

/**
 * The groups of a file that hold weights: one for each layer of the outermost model, which for a
 * nested model holds the weights of all layers in it.
 */
export class WeightGroups {
  readonly #places = new Map<
    LayerEntry,
    ReadonlyMap<LayerEntry, ReadonlyMap<VariableName, string>>
  >();

  constructor(
    readonly path: string,
    readonly root: Hdf5Group,
  ) {}

  /**
   * Reads the weights of a layer.
   *
   * @param outer - the layer of the outermost model that is `leaf` or contains it
   * @throws KerasError (`KERAS_WEIGHTS`) when they are missing.
   */
  read(outer: LayerEntry, leaf: LayerEntry): LayerVariables {
    const places = this.#places.get(outer) ?? this.#locate(outer);
    this.#places.set(outer, places);
    const variables = [...(places.get(leaf) ?? [])];
    return new Map(
      variables.map(([variable, place]) => [variable, readWeight(this.path, this.root, place)]),
    );
  }

  #locate(outer: LayerEntry): ReadonlyMap<LayerEntry, ReadonlyMap<VariableName, string>> {
    const wanted = leavesOf(outer).flatMap((leaf) =>
      layerVariables(leaf).map((variable) => ({ leaf, variable })),
    );
    const group = this.root.group(outer.name);
    const names = (group && readNames(group, 'weight_names')) ?? [];
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
      places.set(leaf, own.set(variable, `${outer.name}/${name}`));
    }
    return places;
  }
}

/** A layer, or all layers in a nested model. */
export function leavesOf(layer: LayerEntry): LayerEntry[] {
  return layer.model ? layer.model.layers.flatMap(leavesOf) : [layer];
}

/**
 * Reads a dataset of weights as 32-bit floats.
 *
 * @throws KerasError (`KERAS_WEIGHTS`) when there is none or it holds no floats.
 */
export function readWeight(path: string, root: Hdf5Group, place: string): Float32Tensor {
  const dataset = root.dataset(place);
  if (!dataset) {
    throw new KerasError('KERAS_WEIGHTS', `${path} has no weights at ${place}, which it names`);
  }
  return toFloat32(path, dataset);
}

function toFloat32(path: string, dataset: Hdf5Dataset): Float32Tensor {
  const { dtype, shape, data } = dataset.read();
  if (data instanceof Float32Array) return tensor('float32', shape, data);
  if (data instanceof Float64Array) return tensor('float32', shape, Float32Array.from(data));
  throw new KerasError(
    'KERAS_WEIGHTS',
    `${path}: ${dataset.path} of shape ${formatShape(shape)} holds ${dtype}, expected floats`,
  );
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

function zip(wanted: readonly Wanted[], names: readonly string[]): (readonly [Wanted, string])[] {
  return wanted.map((want, index) => [want, names[index] ?? '']);
}
