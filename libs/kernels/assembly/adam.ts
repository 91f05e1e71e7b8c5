/*
 * Numbers below 1.2e-38 (subnormal) cost some processors a hundred cycles each, and moments of a
 * weight whose gradient has vanished decay into them. So what is below these thresholds counts as
 * zero: deltas (see gradients.ts) and first moments below 2⁻⁵⁶, second moments below 2⁻¹²⁰. With
 * epsilon ≥ 1e-8 that moves a weight by less than learningRate · 2e-9 a step, far below its float32
 * resolution.
 */

/** 2⁻⁵⁶: smaller deltas and first moments count as zero. */
// @ts-ignore: decorator
@inline
export const TINY: f32 = 1.3877787807814457e-17;

/** 2⁻¹²⁰: smaller second moments count as zero; √ of it is 2⁻⁶⁰. */
// @ts-ignore: decorator
@inline
const TINY_SQUARE: f32 = 7.52316384526264e-37;

/**
 * One step of Adam on four parameters, as Keras writes it:
 * `m += (g − m)(1 − β₁)`, `v += (g² − v)(1 − β₂)`, `w −= stepSize · m / (√v + ε)`.
 *
 * @param weights - address of the four parameters; `momentum` and `variance` of their moments
 * @param before - the four parameters, already loaded
 * @param flush - a constant: whether moments may have decayed that far; costs a quarter more
 */
// @ts-ignore: decorator
@inline
export function descend(
  weights: usize,
  momentum: usize,
  variance: usize,
  before: v128,
  gradient: v128,
  stepSize: v128,
  share1: v128,
  share2: v128,
  epsilon: v128,
  flush: bool,
): void {
  let m = v128.load(momentum);
  let v = v128.load(variance);
  m = f32x4.add(m, f32x4.mul(f32x4.sub(gradient, m), share1));
  v = f32x4.add(v, f32x4.mul(f32x4.sub(f32x4.mul(gradient, gradient), v), share2));
  if (flush) {
    m = v128.and(m, f32x4.ge(f32x4.abs(m), f32x4.splat(TINY)));
    v = v128.and(v, f32x4.ge(v, f32x4.splat(TINY_SQUARE)));
  }
  const step = f32x4.div(f32x4.mul(stepSize, m), f32x4.add(f32x4.sqrt(v), epsilon));
  v128.store(momentum, m);
  v128.store(variance, v);
  v128.store(weights, f32x4.sub(before, step));
}
