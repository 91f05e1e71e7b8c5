import { required } from '@gender/core';
import type { MatValue } from '@gender/mat';
import { elementCount, tensor, type Float32Tensor } from '@gender/tensor';
import { isEmpty } from '../layer-fields.js';
import type { LayerContext } from './layer-context.js';
import { channelWeights, weightsOf } from './weights.js';

/**
 * Batch normalisation with the statistics of training. The third weights hold the mean and the
 * standard deviation of every channel, in which MatConvNet's epsilon is already contained
 * (`vl_nnbnorm`: `sigma = sqrt(variance + EPSILON)`, and given moments are used as they are).
 */
export function convertBatchNormalization(layer: LayerContext): string {
  const { fields } = layer;
  const [, , channels] = layer.mapShape();
  const [gamma, beta, moments] = layer.weights;
  const each = (what: string, value: MatValue | undefined): Float32Tensor | undefined =>
    isEmpty(value) ? undefined : channelWeights(fields, [what, 'channels'], value, channels);
  return layer.add({
    type: 'batchNormalization',
    epsilon: 0,
    gamma: each('multipliers', gamma),
    beta: each('biases', beta),
    ...statisticsOf(layer, moments, channels),
  });
}

function statisticsOf(
  { fields }: LayerContext,
  moments: MatValue | undefined,
  channels: number,
): { mean: Float32Tensor; variance: Float32Tensor } {
  if (isEmpty(moments)) {
    throw fields.fail(
      'has no moments, the means and deviations by which it normalises when it runs',
    );
  }
  const count = elementCount(moments.shape);
  if (count !== 2 * channels) {
    throw fields.fail(`has ${count} moments; ${channels} channels need two each`);
  }
  // One row for each channel; the first versions had one column.
  const byRow = moments.shape[0] === channels;
  const { data } = weightsOf(fields, moments, byRow ? [channels, 2] : [2, channels]);
  const pick = (which: number): Float32Array<ArrayBuffer> =>
    data.filter((_, index) => (byRow ? index % 2 : Math.floor(index / channels)) === which);
  const deviations = pick(1);
  if (deviations.includes(0)) {
    throw fields.fail('has moments with deviations of 0: they were never measured');
  }
  const shape = [channels];
  return {
    mean: { dtype: 'float32', shape, data: pick(0) },
    variance: { dtype: 'float32', shape, data: deviations.map((sigma) => sigma * sigma) },
  };
}

/**
 * Multiplies and shifts every channel by its params; or its first input by the second, as the gates
 * of squeeze-and-excitation networks, and then shifts every channel where a param says so.
 */
export function convertScale(layer: LayerContext): string {
  const { fields, inputs } = layer;
  if (inputs.length < 2) {
    const [factors, shifts] = layer.weights;
    if (isEmpty(factors)) throw fields.fail('has no factors among its params');
    return scaleChannels(layer, layer.input, factors, shifts);
  }
  requireInputs(layer, 2);
  const [shifts] = layer.weights;
  if (isEmpty(shifts) || !fields.flag('hasBias', true)) {
    return layer.add({ type: 'multiply' }, ...inputs);
  }
  const product = layer.addStep('product', { type: 'multiply' }, ...inputs);
  return scaleChannels(layer, product, undefined, shifts);
}

/** `a · x + y` of the inputs `a`, one number for each channel, `x` and `y`. */
export function convertAxpy(layer: LayerContext): string {
  requireInputs(layer, 3);
  const [factor, map, summand] = layer.inputs;
  const product = layer.addStep(
    'product',
    { type: 'multiply' },
    required(map, 'x'),
    required(factor, 'a'),
  );
  return layer.add({ type: 'add' }, product, required(summand, 'y'));
}

function requireInputs({ fields, inputs }: LayerContext, count: number): void {
  if (inputs.length === count) return;
  throw fields.fail(
    `reads ${inputs.length} variables where ${count} are expected`,
    'MATCONVNET_UNSUPPORTED',
  );
}

/** A factor and a summand for each channel, as a batch normalisation that changes nothing else. */
function scaleChannels(
  layer: LayerContext,
  input: string,
  factors: MatValue | undefined,
  shifts: MatValue | undefined,
): string {
  const { fields } = layer;
  const [, , channels] = layer.mapShape(input);
  const same = (value: number): Float32Tensor =>
    tensor('float32', [channels], new Float32Array(channels).fill(value));
  const each = (what: string, value: MatValue | undefined): Float32Tensor | undefined =>
    isEmpty(value) ? undefined : channelWeights(fields, [what, 'channels'], value, channels);
  return layer.add(
    {
      type: 'batchNormalization',
      epsilon: 0,
      gamma: each('factors', factors),
      beta: fields.flag('hasBias', true) ? each('biases', shifts) : undefined,
      mean: same(0),
      variance: same(1),
    },
    input,
  );
}

/**
 * Local response normalisation; `param` is `[N kappa alpha beta]`, by default `[5 1 0.0001/5 0.75]`
 * (`vl_nnnormalize`). Alpha is the factor of each square; other frameworks divide theirs by N.
 */
export function convertResponseNormalization(layer: LayerContext): string {
  const { fields } = layer;
  const param = fields.numbers('param');
  const [size = 5, kappa = 1, alpha = 0.0001 / 5, beta = 0.75] = param;
  const complete = param.length === 0 || param.length === 4;
  if (!complete || !Number.isInteger(size) || size < 1 || !(kappa >= 0 && alpha >= 0)) {
    throw fields.fail(`needs [N kappa alpha beta] in field "param", found [${param.join(' ')}]`);
  }
  return layer.add({
    type: 'localResponseNormalization',
    size,
    kappa,
    alpha,
    beta,
  });
}
