import { readFile } from 'node:fs/promises';
import { FileError } from '@gender/core/node';
import type { Hdf5Group } from '@gender/hdf5';
import { formatShape } from '@gender/tensor';
import { ArchiveWeights } from '../archive/archive-weights.js';
import { KerasError } from '../keras-error.js';
import { layerVariables } from '../layer-variables.js';
import { leavesOf, parseModelConfig, type LayerEntry, type ModelConfig } from '../model-config.js';
import { readNames } from '../name-list.js';
import { WeightGroups } from '../weight-groups.js';
import type { WeightStore } from '../weight-store.js';
import { vgg16 } from './vgg16.js';
import { weightList, type WeightGroup } from './weight-list.js';

/** A model of which one file holds the layers and another the weights. */
export interface ModelApart {
  readonly config: ModelConfig;
  readonly weights: WeightStore;
}

/**
 * Puts together a file of weights and an architecture.
 *
 * Layers are matched by their names, where the file has all of them; else in order, in which case
 * both must have equally many with weights. The shapes of weights are checked when they are read.
 *
 * @param architecture - `vgg16`, or the path of a JSON file that Keras' `to_json` has written
 * @throws FileError when there is no such file.
 * @throws KerasError (`KERAS_FORMAT`) when one of them is not what it should be; (`KERAS_WEIGHTS`)
 *   when they do not belong together.
 */
export async function joinApart(
  path: string,
  file: Hdf5Group,
  architecture: string,
): Promise<ModelApart> {
  const found = weightList(path, file);
  const config = await readArchitecture(architecture, found);
  const root = file.group('model_weights') ?? file;
  if (readNames(root, 'layer_names') === undefined) {
    requireEqualCounts(path, architecture, weightedLeaves(config.layers), found);
    return { config, weights: new ArchiveWeights(path, root, config) };
  }
  const wanted = config.layers.filter((layer) => weightedLeaves([layer]).length > 0);
  const names = new Set(found.map(({ layer }) => layer));
  if (wanted.every(({ name }) => names.has(name))) {
    return { config, weights: new WeightGroups(path, root) };
  }
  requireEqualCounts(path, architecture, wanted, found);
  const groups = new Map(wanted.map(({ name }, index) => [name, found[index]?.layer]));
  const groupOf = (layer: string): string => groups.get(layer) ?? layer;
  return { config, weights: new WeightGroups(path, root, { groupOf }) };
}

async function readArchitecture(
  architecture: string,
  found: readonly WeightGroup[],
): Promise<ModelConfig> {
  if (architecture === 'vgg16') {
    const kernels = found.flatMap(({ weights }) => weights.slice(0, 1).map(({ shape }) => shape));
    return parseModelConfig(architecture, JSON.stringify(vgg16(kernels)));
  }
  const text = await readFile(architecture, 'utf8').catch((cause: unknown) => {
    throw FileError.from(architecture, 'read', cause);
  });
  return parseModelConfig(architecture, text);
}

function weightedLeaves(layers: readonly LayerEntry[]): LayerEntry[] {
  return layers.flatMap(leavesOf).filter((leaf) => layerVariables(leaf).length > 0);
}

/** Says which layer is the first that has no counterpart. */
function requireEqualCounts(
  path: string,
  architecture: string,
  wanted: readonly LayerEntry[],
  found: readonly WeightGroup[],
): void {
  if (wanted.length === found.length) return;
  const [missing, left] = [wanted[found.length], found[wanted.length]];
  const first = missing
    ? `there is nothing for layer "${missing.name}" (${missing.className})`
    : `nothing takes "${left?.layer}" (${left?.weights.map(({ shape }) => formatShape(shape)).join(', ')})`;
  throw new KerasError(
    'KERAS_WEIGHTS',
    `${path} has weights of ${found.length} layers, the architecture ${architecture} ${wanted.length} layers with weights: ${first}`,
  );
}
