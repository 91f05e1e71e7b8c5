import { descend } from './adam';
import { Adam, Dense, Normalization } from './records';
import { sumLanes } from './strips';

/*
 * The backward sweep. For each strip of weights, while it is in the cache: the gradient that flows
 * back to the inputs (with the weights before the update), the gradient of the strip, and Adam. So
 * weights and moments are read and written once a step, which is what a step costs.
 */

/** Sweeps one block of a layer. `scratch` is room for a strip. */
export function sweep(d: Dense, adam: Adam, block: u32, pictures: u32, scratch: usize): void {
  const inputs = d.inputStrips + block * d.batch * d.stripBytes;
  const inputGradients = d.inputGradientStrips + block * d.batch * d.stripBytes;
  if (d.inputGradientStrips) memory.fill(inputGradients, 0, pictures * d.stripBytes);
  let squares: f64 = 0;
  for (let unit: u32 = 0; unit < d.units; unit++) {
    const strip = (block * d.units + unit) * d.stripBytes;
    if (d.inputGradientStrips) flowBack(d, unit, d.weightStrips + strip, inputGradients);
    stripGradient(d, unit, inputs, scratch);
    if (d.decay) squares += penalize(d.weightStrips + strip, scratch, d.stripBytes, d.decay);
    descendStrip(d, adam, strip, scratch);
  }
  if (d.decay) store<f64>(d.squares + (block << 3), squares);
}

/**
 * Sweeps one block of the layer that reads normalised features, and moves gamma and beta of the
 * block's channels.
 *
 * Features are fixed, so no gradient has to reach them. With x̂ the normalised features, δ the
 * deltas and H = Σ δ·x̂ over the pictures, the weight that reads x = γ·x̂ + β has the gradient
 * Σ δ·x = γ·H + β·Σδ, and summed over positions and units the loss by γ is Σ w·H and by β is Σ w·Σδ:
 * gamma and beta cost no pass of their own.
 *
 * @param scratch - room for three strips
 */
export function sweepNormalized(
  d: Dense,
  n: Normalization,
  adam: Adam,
  block: u32,
  scratch: usize,
): void {
  const inputs = n.normalizedStrips + block * d.batch * d.stripBytes;
  const gammaGradients = scratch + d.stripBytes;
  const betaGradients = gammaGradients + (n.groups << 4);
  memory.fill(gammaGradients, 0, n.groups << 5);
  let squares: f64 = 0;
  for (let unit: u32 = 0; unit < d.units; unit++) {
    const strip = (block * d.units + unit) * d.stripBytes;
    stripGradient(d, unit, inputs, scratch);
    if (load<u32>(d.counts + (unit << 2)) == 0) {
      // A silent unit has no gradient but the penalty's; its moments decay.
      if (d.decay) squares += penalize(d.weightStrips + strip, scratch, d.stripBytes, d.decay);
      descendStrip(d, adam, strip, scratch);
    } else if (d.decay) {
      squares += descendScaledStrip(d, n, adam, block, unit, strip, scratch, true);
    } else {
      descendScaledStrip(d, n, adam, block, unit, strip, scratch, false);
    }
  }
  if (d.decay) store<f64>(d.squares + (block << 3), squares);
  const at = (block * n.groups) << 4;
  descendVectors(adam, n.gamma + at, n.gammaMomentum + at, n.gammaVariance + at, gammaGradients, n.groups);
  descendVectors(adam, n.beta + at, n.betaMomentum + at, n.betaVariance + at, betaGradients, n.groups);
}

/** `target` = Σ delta · input over the pictures of a unit's list, four pictures at a time. */
function stripGradient(d: Dense, unit: u32, inputs: usize, target: usize): void {
  const list = d.pictures + ((unit * d.slots) << 2);
  const deltas = d.deltas + ((unit * d.slots) << 2);
  const listBytes = load<u32>(d.counts + (unit << 2)) << 2;
  if (listBytes == 0) memory.fill(target, 0, d.stripBytes);
  else addFour(list, deltas, inputs, d.stripBytes, target, false);
  for (let slot: u32 = 16; slot < listBytes; slot += 16) {
    addFour(list + slot, deltas + slot, inputs, d.stripBytes, target, true);
  }
}

/**
 * `target` = Σ delta · input over four listed pictures, two vectors a turn.
 *
 * @param added - a constant: add the sum to what `target` holds
 */
// @ts-ignore: decorator
@inline
function addFour(list: usize, deltas: usize, inputs: usize, stripBytes: u32, target: usize, added: bool): void {
  const delta0 = v128.load_splat<f32>(deltas);
  const delta1 = v128.load_splat<f32>(deltas, 4);
  const delta2 = v128.load_splat<f32>(deltas, 8);
  const delta3 = v128.load_splat<f32>(deltas, 12);
  const input0 = inputs + load<u32>(list) * stripBytes;
  const input1 = inputs + load<u32>(list, 4) * stripBytes;
  const input2 = inputs + load<u32>(list, 8) * stripBytes;
  const input3 = inputs + load<u32>(list, 12) * stripBytes;
  const pairsEnd = stripBytes & ~31;
  let at: u32 = 0;
  for (; at < pairsEnd; at += 32) {
    const even = sumOfFour(delta0, delta1, delta2, delta3, input0 + at, input1 + at, input2 + at, input3 + at);
    const odd = sumOfFour(delta0, delta1, delta2, delta3, input0 + at + 16, input1 + at + 16, input2 + at + 16, input3 + at + 16);
    v128.store(target + at, added ? f32x4.add(v128.load(target + at), even) : even);
    v128.store(target + at, added ? f32x4.add(v128.load(target + at, 16), odd) : odd, 16);
  }
  if (at < stripBytes) {
    const sum = sumOfFour(delta0, delta1, delta2, delta3, input0 + at, input1 + at, input2 + at, input3 + at);
    v128.store(target + at, added ? f32x4.add(v128.load(target + at), sum) : sum);
  }
}

// @ts-ignore: decorator
@inline
function sumOfFour(delta0: v128, delta1: v128, delta2: v128, delta3: v128, a: usize, b: usize, c: usize, d: usize): v128 {
  return f32x4.add(
    f32x4.add(f32x4.mul(delta0, v128.load(a)), f32x4.mul(delta1, v128.load(b))),
    f32x4.add(f32x4.mul(delta2, v128.load(c)), f32x4.mul(delta3, v128.load(d))),
  );
}

/** Adds delta · weight to the input gradients of every picture of a unit's list. */
function flowBack(d: Dense, unit: u32, weights: usize, inputGradients: usize): void {
  const stripBytes = d.stripBytes;
  const list = d.pictures + ((unit * d.slots) << 2);
  const deltas = d.deltas + ((unit * d.slots) << 2);
  const listBytes = load<u32>(d.counts + (unit << 2)) << 2;
  for (let slot: u32 = 0; slot < listBytes; slot += 4) {
    const delta = v128.load_splat<f32>(deltas + slot);
    const target = inputGradients + load<u32>(list + slot) * stripBytes;
    for (let at: u32 = 0; at < stripBytes; at += 16) {
      const flow = f32x4.mul(delta, v128.load(weights + at));
      v128.store(target + at, f32x4.add(v128.load(target + at), flow));
    }
  }
}

/** Adam on one strip. */
function descendStrip(d: Dense, adam: Adam, strip: usize, gradients: usize): void {
  const vectors = d.stripBytes >> 4;
  // prettier-ignore
  descendVectors(adam, d.weightStrips + strip, d.momentumStrips + strip, d.varianceStrips + strip, gradients, vectors);
}

/** Adds the gradient of the penalty on a strip, 2λ·w; returns Σw². */
function penalize(weights: usize, gradients: usize, stripBytes: u32, decay: f32): f64 {
  let squares = f32x4.splat(0);
  for (let at: u32 = 0; at < stripBytes; at += 16) {
    const weight = v128.load(weights + at);
    squares = f32x4.add(squares, f32x4.mul(weight, weight));
    addTo(gradients + at, f32x4.mul(weight, f32x4.splat(decay)));
  }
  return <f64>sumLanes(squares);
}

/**
 * Adam on one strip whose inputs are scaled by gamma and beta; adds to the gradients of both.
 *
 * @param penalized - a constant, so that what is not asked for is not compiled in
 * @returns Σw² before the update where `penalized`, else 0
 */
// @ts-ignore: decorator
@inline
function descendScaledStrip(
  d: Dense,
  n: Normalization,
  adam: Adam,
  block: u32,
  unit: u32,
  strip: usize,
  scratch: usize,
  penalized: bool,
): f64 {
  const stepSize = f32x4.splat(adam.stepSize);
  const share1 = f32x4.splat(adam.share1);
  const share2 = f32x4.splat(adam.share2);
  const epsilon = f32x4.splat(adam.epsilon);
  const decay = f32x4.splat(d.decay);
  let squares = f32x4.splat(0);
  const deltaSum = v128.load_splat<f32>(d.deltaSums + (unit << 2));
  const positionBytes = n.positions << 4;
  const gammaGradients = scratch + d.stripBytes;
  const betaGradients = gammaGradients + (n.groups << 4);
  let weights = d.weightStrips + strip;
  let momentum = d.momentumStrips + strip;
  let variance = d.varianceStrips + strip;
  let sums = scratch;
  for (let group: u32 = 0; group < n.groups; group++) {
    const channels = (block * n.groups + group) << 4;
    const gamma = v128.load(n.gamma + channels);
    const shift = f32x4.mul(v128.load(n.beta + channels), deltaSum);
    let byGamma = f32x4.splat(0);
    let total = f32x4.splat(0);
    for (const end = sums + positionBytes; sums < end; sums += 16) {
      const sum = v128.load(sums);
      const weight = v128.load(weights);
      byGamma = f32x4.add(byGamma, f32x4.mul(weight, sum));
      total = f32x4.add(total, weight);
      let gradient = f32x4.add(f32x4.mul(gamma, sum), shift);
      if (penalized) {
        gradient = f32x4.add(gradient, f32x4.mul(decay, weight));
        squares = f32x4.add(squares, f32x4.mul(weight, weight));
      }
      descend(weights, momentum, variance, weight, gradient, stepSize, share1, share2, epsilon, false);
      weights += 16;
      momentum += 16;
      variance += 16;
    }
    addTo(gammaGradients + (group << 4), byGamma);
    addTo(betaGradients + (group << 4), f32x4.mul(total, deltaSum));
  }
  return <f64>sumLanes(squares);
}

/** Adam on vectors of four parameters that lie side by side. */
function descendVectors(
  adam: Adam,
  weights: usize,
  momentum: usize,
  variance: usize,
  gradients: usize,
  vectors: u32,
): void {
  const stepSize = f32x4.splat(adam.stepSize);
  const share1 = f32x4.splat(adam.share1);
  const share2 = f32x4.splat(adam.share2);
  const epsilon = f32x4.splat(adam.epsilon);
  for (let at: u32 = 0; at < vectors << 4; at += 16) {
    const before = v128.load(weights + at);
    const gradient = v128.load(gradients + at);
    // prettier-ignore
    descend(weights + at, momentum + at, variance + at, before, gradient, stepSize, share1, share2, epsilon, true);
  }
}

// @ts-ignore: decorator
@inline
function addTo(address: usize, value: v128): void {
  v128.store(address, f32x4.add(v128.load(address), value));
}
