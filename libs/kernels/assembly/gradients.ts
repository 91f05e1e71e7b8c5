import { TINY, descend } from './adam';
import { Adam, Dense } from './records';
import { activation } from './strips';

/**
 * For the units `first` (a multiple of four) up to but not including `end`: lists the pictures that
 * pass a gradient, with that gradient (a dropped or inactive unit passes none), and moves the biases.
 */
export function gatherGradients(d: Dense, adam: Adam, first: u32, end: u32, pictures: u32): void {
  for (let unit = first; unit < end; unit++) listActive(d, unit, pictures);
  const stepSize = f32x4.splat(adam.stepSize);
  const share1 = f32x4.splat(adam.share1);
  const share2 = f32x4.splat(adam.share2);
  const epsilon = f32x4.splat(adam.epsilon);
  for (let at = first << 2; at < end << 2; at += 16) {
    const bias = d.bias + at;
    const gradient = v128.load(d.deltaSums + at);
    // prettier-ignore
    descend(bias, d.biasMomentum + at, d.biasVariance + at, v128.load(bias), gradient,
      stepSize, share1, share2, epsilon, true);
  }
}

function listActive(d: Dense, unit: u32, pictures: u32): void {
  const outputs = activation(d.outputStrips, d.outputStripBytes, d.batch, unit);
  const gradients = activation(d.outputGradientStrips, d.outputStripBytes, d.batch, unit);
  const list = d.pictures + ((unit * d.slots) << 2);
  const deltas = d.deltas + ((unit * d.slots) << 2);
  let count: u32 = 0;
  let sum: f32 = 0;
  for (let picture: u32 = 0; picture < pictures; picture++) {
    const delta = deltaOf(d, outputs, gradients, picture * d.outputStripBytes);
    if (abs(delta) < TINY) continue;
    store<u32>(list + (count << 2), picture);
    store<f32>(deltas + (count << 2), delta);
    sum += delta;
    count++;
  }
  store<u32>(d.counts + (unit << 2), count);
  store<f32>(d.deltaSums + (unit << 2), sum);
  for (; count & 3; count++) {
    store<u32>(list + (count << 2), 0);
    store<f32>(deltas + (count << 2), 0);
  }
}

/** The loss by a unit's weighted sum: through dropout and ReLU, which pass it where the output is positive. */
// @ts-ignore: decorator
@inline
function deltaOf(d: Dense, outputs: usize, gradients: usize, at: usize): f32 {
  const gradient = load<f32>(gradients + at);
  if (!d.hidden) return gradient;
  return load<f32>(outputs + at) > 0 ? gradient * d.keptScale : 0;
}
