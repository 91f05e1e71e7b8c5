import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { Random } from '@gender/core';
import type { Trainer, TrainerParameter } from '@gender/engine';
import type { WeightRows } from '@gender/keras';
import { layerWeights, type Network } from '@gender/network';
import type { Float32Tensor } from '@gender/tensor';
import { glorotUniform } from './glorot-uniform.js';
import { rowRanges } from './row-ranges.js';

/**
 * The initial kernels of a head made by `outlineHead`, drawn as they are asked for: those that
 * `createHead` gives it with the same generator.
 */
export function initialRows(head: Network, random: Random): WeightRows {
  return (name, weight) => {
    const layer = head.layers.find((candidate) => candidate.name === name);
    if (layer?.type !== 'dense' || weight !== 'kernel') return undefined;
    const { shape } = layer.kernel;
    return glorotUniform(shape, random.fork(name), rowRanges(shape));
  };
}

/**
 * Gives a trainer the initial weights that are not in its head's tensors.
 *
 * @param initial - where these come from
 * @returns a SHA-256 of all initial weights
 */
export async function loadInitialWeights(
  trainer: Trainer,
  head: Network,
  initial: WeightRows = () => undefined,
): Promise<string> {
  const hash = createHash('sha256');
  for (const parameter of trainer.parameters) {
    const rows = initial(parameter.layer, parameter.name);
    if (!rows) {
      hash.update(tensorOf(head, parameter).data);
      continue;
    }
    const rowLength = parameter.shape[1] ?? 1;
    let first = 0;
    for await (const values of rows) {
      hash.update(values);
      await trainer.writeRows(parameter, 'value', first, new Float32Array(values));
      first += values.length / rowLength;
      await setImmediate();
    }
  }
  return hash.digest('hex');
}

function tensorOf(head: Network, { layer: name, name: weight }: TrainerParameter): Float32Tensor {
  const weights = head.layers.filter((layer) => layer.name === name).flatMap(layerWeights);
  const found = weights.find((candidate) => candidate.name === weight);
  if (found) return found.tensor;
  throw new RangeError(`the head has no ${weight} of layer "${name}", which its trainer trains`);
}
