import { layerWeights, type Layer, type Network } from '@gender/network';
import { tensor, type Float32Tensor } from '@gender/tensor';
import * as z from 'zod';
import type { NamedTensor } from './encode-safetensors.js';
import { SafetensorsError } from './safetensors-error.js';

/** The name of the mean picture or colour; no weight has it, for theirs have a dot. */
const MEAN = 'normalization_mean';

/** What `describeNetwork` keeps of each layer besides its own fields: the names of its weights. */
const layerSchema = z.looseObject({ name: z.string(), weights: z.array(z.string()).default([]) });

const networkSchema = z.looseObject({
  layers: z.array(layerSchema),
  normalization: z.looseObject({ scale: z.array(z.number()).optional() }).optional(),
});

/** A network without its numbers, as JSON whose fields are sorted, so that equal networks give equal texts. */
export function describeNetwork({ normalization, layers, ...network }: Network): string {
  const description = {
    ...network,
    layers: layers.map(describeLayer),
    normalization: normalization && {
      ...normalization,
      mean: undefined,
      scale: normalization.scale && [...normalization.scale.data],
    },
  };
  return JSON.stringify(description, (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}

/** The numbers of a network: `<layer>.<kernel|bias|…>`, in the order of the layers. */
export function networkTensors({ layers, normalization }: Network): NamedTensor[] {
  const weights = layers.flatMap((layer) =>
    layerWeights(layer).map(({ name, tensor }) => ({ name: weightName(layer.name, name), tensor })),
  );
  return normalization ? [...weights, { name: MEAN, tensor: normalization.mean }] : weights;
}

/** What a tensor with a layer's weight is called. */
export function weightName(layer: string, weight: string): string {
  return `${layer}.${weight}`;
}

/**
 * Puts a description and its numbers together again.
 *
 * @param file - for messages
 * @returns what should be a network; `validateNetwork` tells
 * @throws SafetensorsError (`SAFETENSORS_NETWORK`) when the text is no description.
 */
export async function restoreNetwork(
  file: string,
  text: string,
  read: (tensor: string) => Promise<Float32Tensor>,
): Promise<unknown> {
  const { layers, normalization, ...network } = parseDescription(file, text);
  const restored: unknown[] = [];
  for (const { weights, ...layer } of layers) {
    const tensors: (readonly [string, Float32Tensor])[] = [];
    for (const weight of weights) {
      tensors.push([weight, await read(weightName(layer.name, weight))]);
    }
    restored.push({ ...layer, ...Object.fromEntries(tensors) });
  }
  return {
    ...network,
    layers: restored,
    ...(normalization && {
      normalization: {
        ...normalization,
        mean: await read(MEAN),
        ...(normalization.scale && { scale: vector(normalization.scale) }),
      },
    }),
  };
}

function vector(values: readonly number[]): Float32Tensor {
  return tensor('float32', [values.length], Float32Array.from(values));
}

function describeLayer(layer: Layer): unknown {
  const weights: readonly string[] = layerWeights(layer).map(({ name }) => name);
  const fields = Object.entries(layer).filter(([field]) => !weights.includes(field));
  return { ...Object.fromEntries(fields), ...(weights.length > 0 && { weights }) };
}

function parseDescription(file: string, text: string): z.infer<typeof networkSchema> {
  try {
    return networkSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new SafetensorsError(
      'SAFETENSORS_NETWORK',
      `${file} has a description "network" that is none: ${String(cause)}`,
      { cause },
    );
  }
}
