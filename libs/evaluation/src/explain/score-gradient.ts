import { required } from '@gender/core';
import { inferShapes, type Layer, type Network } from '@gender/network';
import { EvaluationError } from '../evaluation-error.js';

/** The activation of one picture by the name of the layer, or of the network's input. */
export type Activations = ReadonlyMap<string, ArrayLike<number>>;

/** From the gradient of the score by a layer's output, that by its input, whose last axis is `channels`. */
type Backward<L> = (
  layer: L,
  gradient: Float64Array,
  input: ArrayLike<number>,
  output: ArrayLike<number>,
  channels: number,
) => Float64Array;

/** The layers behind a feature map through which a gradient is led; a new kind is a row here. */
const backwards: { [Type in Layer['type']]?: Backward<Extract<Layer, { type: Type }>> } = {
  flatten: (_, gradient) => gradient,
  reshape: (_, gradient) => gradient,
  dropout: (_, gradient) => gradient,
  relu: ({ negativeSlope }, gradient, _, output) =>
    gradient.map((value, at) => (Number(output[at]) > 0 ? value : negativeSlope * value)),
  sigmoid: (_, gradient, __, output) =>
    gradient.map((value, index) => value * Number(output[index]) * (1 - Number(output[index]))),
  dense: ({ kernel: { data, shape } }, gradient) => {
    const [inputs = 0, units = 0] = shape;
    const places = gradient.length / units;
    return Float64Array.from({ length: places * inputs }, (_, at) => {
      const [row, place] = [(at % inputs) * units, Math.floor(at / inputs) * units];
      let sum = 0;
      for (let unit = 0; unit < units; unit += 1) {
        sum += (data[row + unit] ?? 0) * (gradient[place + unit] ?? 0);
      }
      return sum;
    });
  },
  globalAveragePool: (_, gradient, input) => {
    const places = input.length / gradient.length;
    return Float64Array.from(input, (__, at) => (gradient[at % gradient.length] ?? 0) / places);
  },
  layerNormalization: ({ gamma, epsilon }, gradient, input, _, channels) => {
    const result = new Float64Array(input.length);
    for (let start = 0; start < input.length; start += channels) {
      const values = Float64Array.from({ length: channels }, (__, at) => Number(input[start + at]));
      const scaled = Float64Array.from(
        { length: channels },
        (__, at) => (gradient[start + at] ?? 0) * (gamma?.data[at] ?? 1),
      );
      result.set(throughNormalization(values, scaled, epsilon), start);
    }
    return result;
  },
};

/** Of x̂ = (x − μ) / σ: (g − mean(g) − x̂ · mean(g · x̂)) / σ. */
function throughNormalization(
  values: Float64Array,
  gradient: Float64Array,
  epsilon: number,
): Float64Array {
  const mean = meanOf(values);
  const deviation = Math.sqrt(meanOf(values.map((value) => (value - mean) ** 2)) + epsilon);
  const normal = values.map((value) => (value - mean) / deviation);
  const ofGradient = meanOf(gradient);
  const ofProduct = meanOf(gradient.map((value, at) => value * (normal[at] ?? 0)));
  return gradient.map(
    (value, at) => (value - ofGradient - (normal[at] ?? 0) * ofProduct) / deviation,
  );
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/**
 * The gradient of the score of a class by a layer's activation, for one picture. The score is what goes
 * into the last softmax; where there is none, the output.
 *
 * @param from - the layer, or the network's input, from which a chain of layers leads to the output
 * @param classIndex - whose score
 * @returns as many numbers as the activation of `from` has
 * @throws EvaluationError (`EXPLAIN_MODEL`) when a layer on the way has several inputs, or is of a kind
 *   through which no gradient is led.
 */
export function scoreGradient(
  network: Network,
  from: string,
  classIndex: number,
  activations: Activations,
): Float64Array {
  const chain = chainBetween(network, from);
  const score = withoutSoftmax(chain);
  const shapes = inferShapes(network);
  const activationOf = (name: string): ArrayLike<number> =>
    required(activations.get(name), `the activation of "${name}"`);
  const last = score.at(-1)?.name ?? from;
  const start = new Float64Array(activationOf(last).length);
  start[classIndex] = 1;
  return score.reduceRight<Float64Array>((gradient, layer) => {
    // The row of a type takes layers of that type, which the compiler cannot see across a lookup.
    const backward = required(
      backwards[layer.type] as Backward<Layer> | undefined,
      `the gradient of a layer ${layer.type}`,
    );
    const name = inputOf(layer);
    const channels = required(shapes.get(name)?.at(-1), `the channels of "${name}"`);
    return backward(layer, gradient, activationOf(name), activationOf(layer.name), channels);
  }, start);
}

/**
 * The layers from one to the output, without the first, in the order of the network.
 *
 * @throws EvaluationError (`EXPLAIN_MODEL`) as `scoreGradient`.
 */
export function chainBetween(network: Network, from: string): Layer[] {
  const chain: Layer[] = [];
  for (let name = network.output; name !== from;) {
    const layer = required(
      network.layers.find((each) => each.name === name),
      `the layer "${name}"`,
    );
    if (layer.inputs.length !== 1) throw noGradient(network, layer, 'a layer of several inputs');
    chain.unshift(layer);
    name = inputOf(layer);
  }
  const odd = withoutSoftmax(chain).find(({ type }) => backwards[type] === undefined);
  if (odd !== undefined) throw noGradient(network, odd, `a layer ${odd.type}`);
  return chain;
}

function withoutSoftmax(chain: readonly Layer[]): readonly Layer[] {
  return chain.at(-1)?.type === 'softmax' ? chain.slice(0, -1) : chain;
}

function inputOf(layer: Layer): string {
  return required(layer.inputs[0], `the input of "${layer.name}"`);
}

function noGradient({ name }: Network, layer: Layer, what: string): EvaluationError {
  return new EvaluationError(
    'EXPLAIN_MODEL',
    `between the feature map of ${name} and its scores stands ${what}, "${layer.name}", through which no gradient is led; occlusion explains any model`,
  );
}
