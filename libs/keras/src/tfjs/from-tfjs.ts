import { decodeNormalization, validateNetwork, type Network } from '@gender/network';
import { hasDType, type Float32Tensor, type Tensor } from '@gender/tensor';
import * as z from 'zod';
import { convertModel, type ConvertOptions } from '../decode/convert-model.js';
import { KerasError } from '../keras-error.js';
import { isCounter, layerVariables } from '../layer-variables.js';
import { leavesOf, parseModelConfig, type LayerEntry } from '../model-config.js';
import type { LayerVariables, WeightStore } from '../weight-store.js';
import { TfjsError } from './tfjs-error.js';

const indexSchema = z.object({
  modelTopology: z.looseObject({ model_config: z.unknown().optional() }),
  userDefinedMetadata: z.unknown().optional(),
});

/**
 * The network of a LayersModel, which is Keras' description of a model in another container: `toTfjs` the other way.
 *
 * @param path - of `model.json`, for messages
 * @param content - of `model.json`
 * @param weights - of its files, by name
 * @throws TfjsError (`TFJS_FORMAT`) when it is none; (`TFJS_OPERATOR`) when it has layers that TensorFlow.js computes otherwise
 *   than Keras, of which the file does not say what was meant.
 * @throws KerasError as `readKerasModel` does; NetworkError when its layers do not fit each other.
 */
export function fromTfjs(
  path: string,
  content: unknown,
  weights: ReadonlyMap<string, Tensor>,
  options: ConvertOptions = {},
): Network {
  const { data, error } = indexSchema.safeParse(content);
  if (data === undefined) {
    const why = z.prettifyError(error).replaceAll(/\s+/g, ' ');
    throw new TfjsError('TFJS_FORMAT', `${path} is no LayersModel of TensorFlow.js: ${why}`, {
      cause: error,
    });
  }
  const { modelTopology: topology, userDefinedMetadata: metadata } = data;
  // The configuration itself where TensorFlow.js has saved it, within a record of versions where Keras has.
  const config = parseModelConfig(path, JSON.stringify(topology.model_config ?? topology));
  refuseDifferent(path, config.layers.flatMap(leavesOf));
  const network = convertModel(config, new NamedWeights(path, weights), options);
  return validateNetwork({ ...network, ...knownOf(metadata) });
}

/** What `toTfjs` notes of a network besides what it computes; what anybody else calls so is left alone. */
export function knownOf(
  metadata: unknown,
): Pick<Network, 'classes' | 'temperature' | 'normalization'> {
  const record = z.looseObject({}).safeParse(metadata).data;
  const classes = z.array(z.string()).safeParse(record?.['classes']).data;
  const temperature = z.number().positive().safeParse(record?.['temperature']).data;
  const normalization = decodeNormalization(record?.['normalization']);
  return {
    ...(classes && { classes }),
    ...(temperature !== undefined && { temperature }),
    ...(normalization && { normalization }),
  };
}

/** Layers with options of which TensorFlow.js makes something else than Keras, or nothing. */
const different: Readonly<Record<string, (config: LayerEntry['config']) => boolean>> = {
  UpSampling2D: ({ interpolation }) => interpolation === 'bilinear',
  ReLU: ({ negative_slope: slope, threshold }) => [slope, threshold].some(isSet),
  DepthwiseConv2D: ({ dilation_rate: rate }) =>
    [rate].flat().some((each) => each !== undefined && each !== null && each !== 1),
};

function isSet(value: unknown): boolean {
  return value !== undefined && value !== null && value !== 0;
}

function refuseDifferent(path: string, layers: readonly LayerEntry[]): void {
  const found = layers.filter(
    ({ className, config }) =>
      Object.hasOwn(different, className) && different[className]?.(config),
  );
  if (found.length === 0) return;
  const list = found.map(({ name, className }) => `"${name}" (${className})`).join(', ');
  throw new TfjsError(
    'TFJS_OPERATOR',
    `${path} has layers that TensorFlow.js computes otherwise than Keras: ${list}; read the file of Keras itself`,
  );
}

/** Weights by names that end in those of the layer and of the weight: `conv1/kernel`, in nested models `inner/conv1/kernel`. */
class NamedWeights implements WeightStore {
  constructor(
    readonly path: string,
    readonly weights: ReadonlyMap<string, Tensor>,
  ) {}

  read(outer: LayerEntry, leaf: LayerEntry): LayerVariables {
    const variables = layerVariables(leaf).filter((name) => !isCounter(name));
    return new Map(
      variables.map((variable) => [variable, this.#find(outer, `${leaf.name}/${variable}`)]),
    );
  }

  places(): readonly string[] {
    return [];
  }

  #find(outer: LayerEntry, name: string): Float32Tensor {
    const named = this.weights.get(name);
    const ending = [...this.weights.keys()].filter((each) => each.endsWith(`/${name}`));
    const within = ending.filter((each) => each.split('/').includes(outer.name));
    const [place, ...others] = named ? [name] : within.length > 0 ? within : ending;
    const weight = place === undefined ? undefined : this.weights.get(place);
    if (weight && hasDType(weight, 'float32') && others.length === 0) return weight;
    const found =
      weight === undefined ? 'no weights' : `${others.length + 1} weights or of ${weight.dtype}`;
    throw new KerasError(
      'KERAS_WEIGHTS',
      `${this.path} has ${found} of the name ${name}, expected one of float32`,
    );
  }
}
