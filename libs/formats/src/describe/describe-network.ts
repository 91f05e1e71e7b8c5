import { required } from '@gender/core';
import {
  countMultiplyAdds,
  countParameters,
  inferShapes,
  type LayerType,
  type Network,
  type Normalization,
} from '@gender/network';

/** A network without its weights, as plain data. */
export interface NetworkDescription {
  readonly name: string;
  readonly input: DescribedInput;
  readonly layers: readonly LayerDescription[];
  /** The name of the layer that gives the result. */
  readonly output: string;
  /** Weights of all layers, fixed statistics included. */
  readonly parameters: number;
  /** Multiplications with an addition for one picture. */
  readonly multiplyAdds: number;
  readonly classes?: readonly string[] | undefined;
  readonly temperature?: number | undefined;
  readonly normalization?: DescribedNormalization | undefined;
}

/** The input of a network, without the batch axis. */
export interface DescribedInput {
  readonly name: string;
  readonly shape: readonly number[];
  /** Whether pictures may have other heights and widths. */
  readonly anySize: boolean;
}

/** One layer of a network. */
export interface LayerDescription {
  readonly name: string;
  readonly type: LayerType;
  readonly inputs: readonly string[];
  /** Without the batch axis. */
  readonly outputShape: readonly number[];
  readonly parameters: number;
  readonly multiplyAdds: number;
}

/** How pictures are fed: RGB, 0–255, less the mean, times the scale. */
export interface DescribedNormalization extends Omit<Normalization, 'mean' | 'scale'> {
  /** `colour` is the mean colour: the mean itself, or the mean of its pixels. */
  readonly mean: { readonly shape: readonly number[]; readonly colour: readonly number[] };
  readonly scale?: readonly number[] | undefined;
}

/**
 * Says of a network what Keras' `summary` says, and what is known about its use.
 *
 * @throws NetworkError when its layers do not fit each other.
 */
export function describeNetwork(network: Network): NetworkDescription {
  const { name, input, output, classes, temperature, normalization } = network;
  const shapes = inferShapes(network);
  const parameters = countParameters(network);
  const multiplyAdds = countMultiplyAdds(network);
  return {
    name,
    input: { name: input.name, shape: input.shape, anySize: input.anySize ?? false },
    layers: network.layers.map((layer) => ({
      name: layer.name,
      type: layer.type,
      inputs: layer.inputs,
      outputShape: ofLayer(shapes, layer.name),
      parameters: ofLayer(parameters.byLayer, layer.name),
      multiplyAdds: ofLayer(multiplyAdds.byLayer, layer.name),
    })),
    output,
    parameters: parameters.total,
    multiplyAdds: multiplyAdds.total,
    ...(classes && { classes }),
    ...(temperature !== undefined && { temperature }),
    ...(normalization && { normalization: describeNormalization(normalization) }),
  };
}

function ofLayer<T>(values: ReadonlyMap<string, T>, name: string): NonNullable<T> {
  return required(values.get(name), `what was counted of layer "${name}"`);
}

/** @see DescribedNormalization */
export function describeNormalization({
  mean,
  scale,
  ...rest
}: Normalization): DescribedNormalization {
  const channels = required(mean.shape.at(-1), 'the channels of a mean');
  const pixels = mean.data.length / channels;
  const colour = Array.from({ length: channels }, (_, channel) => {
    const values = mean.data.filter((_value, index) => index % channels === channel);
    return values.reduce((sum, value) => sum + value, 0) / pixels;
  });
  return {
    ...rest,
    ...(scale && { scale: [...scale.data] }),
    mean: { shape: mean.shape, colour },
  };
}
