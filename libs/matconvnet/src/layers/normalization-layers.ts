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

/** Multiplies and shifts every channel. */
export function convertScale(layer: LayerContext): string {
  const { fields } = layer;
  const [, , channels] = layer.mapShape();
  const [factors, shifts] = layer.weights;
  if (isEmpty(factors)) throw fields.fail('has no factors among its params');
  const same = (value: number): Float32Tensor =>
    tensor('float32', [channels], new Float32Array(channels).fill(value));
  const hasShifts = !isEmpty(shifts) && fields.flag('hasBias', true);
  return layer.add({
    type: 'batchNormalization',
    epsilon: 0,
    gamma: channelWeights(fields, ['factors', 'channels'], factors, channels),
    beta: hasShifts ? channelWeights(fields, ['biases', 'channels'], shifts, channels) : undefined,
    mean: same(0),
    variance: same(1),
  });
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
