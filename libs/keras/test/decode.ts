import type { Layer, Network } from '@gender/network';
import type { Float32Tensor } from '@gender/tensor';
import { convertModel, type ConvertOptions } from '../src/decode/convert-model.js';
import type { VariableName } from '../src/layer-variables.js';
import { parseModelConfig } from '../src/model-config.js';

/** A layer as a Keras file describes it. */
export interface KerasLayer {
  readonly class_name: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly inbound_nodes?: unknown;
  readonly module?: string | null;
  readonly registered_name?: string | null;
}

export interface DecodeOptions extends ConvertOptions {
  /** Of the input, without the batch. Default: `(3)`. */
  readonly shape?: readonly (number | null)[] | undefined;
  /** The major version of Keras that has saved the model. Default: 3. */
  readonly version?: 2 | 3 | undefined;
  /** The weights of layers, by their names. */
  readonly weights?: Readonly<
    Record<string, Readonly<Partial<Record<VariableName, Float32Tensor>>>>
  >;
}

/** A layer named `mine`, unless its config says another name. */
export function kerasLayer(className: string, config: object = {}): KerasLayer {
  return { class_name: className, config: { name: 'mine', ...config } };
}

/** What a model of layers that follow each other becomes, without a file. */
export function decodeSequential(
  layers: readonly KerasLayer[],
  { shape = [3], version = 3, ...options }: DecodeOptions = {},
): Network {
  return decodeConfig(
    { class_name: 'Sequential', config: { name: 'm', layers: [input(shape, version), ...layers] } },
    options,
  );
}

/** What one layer becomes behind an input `(8, 8, 3)`: types with the options given. */
export function layersOf(
  className: string,
  config: object,
  weights: NonNullable<DecodeOptions['weights']>[string] = {},
): readonly object[] {
  const layer = kerasLayer(className, config);
  return decodeSequential([layer], { shape: [8, 8, 3], weights: { mine: weights } }).layers;
}

/** What a model becomes whose layers say what they read; its input is `x`, its output the last layer. */
export function decodeGraph(
  layers: readonly KerasLayer[],
  { shape = [3], version = 3, ...options }: DecodeOptions = {},
): Network {
  const outputs = [[layers.at(-1)?.config['name'], 0, 0]];
  return decodeConfig(
    {
      class_name: 'Functional',
      config: {
        name: 'm',
        layers: [{ ...input(shape, version), inbound_nodes: [] }, ...layers],
        input_layers: [['x', 0, 0]],
        output_layers: outputs,
      },
    },
    options,
  );
}

/** What a model becomes that is given as its `model_config`. */
export function decodeConfig(
  config: unknown,
  { weights = {}, ...options }: Pick<DecodeOptions, 'weights' | 'output' | 'inputShape'> = {},
): Network {
  const store = {
    path: 'model.h5',
    places: () => [],
    read: (_: unknown, { name }: { name: string }) =>
      new Map(Object.entries(weights[name] ?? {}) as [VariableName, Float32Tensor][]),
  };
  return convertModel(parseModelConfig('model.h5', JSON.stringify(config)), store, options);
}

function input(shape: readonly (number | null)[], version: 2 | 3): KerasLayer {
  const batch = [null, ...shape];
  const config = version === 2 ? { batch_input_shape: batch } : { batch_shape: batch };
  return { class_name: 'InputLayer', config: { name: 'x', ...config } };
}

/**
 * What a network makes of the values of all channels at one place, for layers that treat every place
 * alike, each computed after the definition in `@gender/network`, in 64-bit floats.
 */
export function evaluate({ input, layers, output }: Network, values: readonly number[]): number[] {
  const known = new Map<string, readonly number[]>([[input.name, values]]);
  for (const layer of layers) {
    const inputs = layer.inputs.map((name) => known.get(name)!);
    known.set(
      layer.name,
      inputs[0]!.map((_, channel) =>
        valueOf(
          layer,
          inputs.map((each) => each[channel]!),
          channel,
        ),
      ),
    );
  }
  return [...known.get(output)!];
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
const SELU = { scale: 1.0507009873554805, alpha: 1.6732632423543772 };

function valueOf(layer: Layer, [x = NaN, ...others]: readonly number[], channel: number): number {
  switch (layer.type) {
    case 'relu':
      return x >= 0 ? x : layer.negativeSlope * x;
    case 'clip':
      return Math.min(Math.max(x, layer.min ?? -Infinity), layer.max ?? Infinity);
    case 'thresholdedRelu':
      return x > layer.threshold ? x : 0;
    case 'rescaling':
      return layer.scale * x + layer.offset;
    case 'elu':
      return x >= 0 ? x : layer.alpha * Math.expm1(x);
    case 'selu':
      return SELU.scale * (x >= 0 ? x : SELU.alpha * Math.expm1(x));
    case 'hardSigmoid':
      return Math.min(Math.max(layer.slope * x + 0.5, 0), 1);
    case 'sigmoid':
      return sigmoid(x);
    case 'swish':
      return x * sigmoid(x);
    case 'softplus':
      return softplus(x);
    case 'mish':
      return x * Math.tanh(softplus(x));
    case 'softsign':
      return x / (1 + Math.abs(x));
    case 'tanh':
      return Math.tanh(x);
    case 'exponential':
      return Math.exp(x);
    case 'add':
      return others.reduce((sum, each) => sum + each, x);
    case 'subtract':
      return x - others[0]!;
    case 'multiply':
      return others.reduce((product, each) => product * each, x);
    case 'maximum':
      return Math.max(x, ...others);
    case 'minimum':
      return Math.min(x, ...others);
    case 'prelu':
      return x >= 0 ? x : layer.alpha.data[channel]! * x;
    case 'batchNormalization': {
      const of = (values: Float32Tensor | undefined, otherwise: number): number =>
        values === undefined ? otherwise : values.data[channel]!;
      const deviation = Math.sqrt(of(layer.variance, NaN) + layer.epsilon);
      return ((x - of(layer.mean, NaN)) / deviation) * of(layer.gamma, 1) + of(layer.beta, 0);
    }
    default:
      throw new Error(`${layer.type} is not evaluated here`);
  }
}
