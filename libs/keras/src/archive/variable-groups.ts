import type { Hdf5Group } from '@gender/hdf5';
import { KerasError } from '../keras-error.js';
import { LAYERS_GROUP, VARIABLES_GROUP } from './archive-format.js';

/** The weights of one layer in a file of Keras 3. */
export interface VariableGroup {
  /** The name of the layer, which only later versions of Keras note. */
  readonly name?: string | undefined;
  /** The paths of the arrays, in Keras' order. */
  readonly weights: readonly string[];
}

/** What Keras 2.13 calls the group `layers`. */
const LAYERS_GROUP_2_13 = '_layer_checkpoint_dependencies';

/**
 * Finds the weights of every layer in a file of Keras 3, or of the archives of Keras 2.12 to 2.15,
 * by the layer's place: `layers/conv2d`, `layers/functional/layers/dense`.
 *
 * On Windows these versions join the names of groups with `\`, which HDF5 takes for a part of a
 * name: `layers\conv2d` is one group. Places have `/` in any case.
 *
 * @throws KerasError (`KERAS_FORMAT`) when two groups have one place, or arrays are not `0`, `1` and so on.
 */
export function variableGroups(path: string, root: Hdf5Group): ReadonlyMap<string, VariableGroup> {
  const found = new Map<string, VariableGroup>();
  for (const group of groupsBelow(root, new Set())) {
    const place = placeOf(group.path);
    if (place === undefined) continue;
    if (found.has(place)) {
      throw new KerasError('KERAS_FORMAT', `${path} has two groups of weights for ${place}`);
    }
    found.set(place, variableGroup(path, group));
  }
  return found;
}

/** All groups, each once: links may lead round in a circle. */
function* groupsBelow(group: Hdf5Group, seen: Set<string>): Generator<Hdf5Group> {
  const identity = group.identity();
  if (seen.has(identity)) return;
  seen.add(identity);
  yield group;
  for (const name of group.names()) {
    const child = group.group(name);
    if (child) yield* groupsBelow(child, seen);
  }
}

/** The place of the layer whose weights a group holds: `/layers\conv2d/vars` → `layers/conv2d`. */
function placeOf(groupPath: string): string | undefined {
  const names = groupPath.split(/[/\\]/).filter((name) => name !== '');
  if (names.pop() !== VARIABLES_GROUP) return undefined;
  const place = names.map((name) => (name === LAYERS_GROUP_2_13 ? LAYERS_GROUP : name));
  return place[0] === LAYERS_GROUP ? place.join('/') : undefined;
}

function variableGroup(path: string, group: Hdf5Group): VariableGroup {
  const names = new Set(group.names());
  const weights = Array.from(names, (_, index) => {
    if (names.has(`${index}`)) return `${group.path}/${index}`;
    throw new KerasError(
      'KERAS_FORMAT',
      `${path} has ${names.size} weights at ${group.path}, but none named ${index}`,
    );
  });
  const name = group.attribute('name');
  return { weights, ...(typeof name === 'string' && { name }) };
}
