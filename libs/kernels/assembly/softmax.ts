import { TINY } from './adam';
import { Dense } from './records';

/** What the logits are compared with. */
@unmanaged
export class Loss {
  /** `(N,)` u32: the class of each picture. */
  labels: usize;
  /** `(classes,)` f32: what a picture of each class counts. */
  classWeights: usize;
  /** ε: the target of a class is (1 − ε) · (1 for the picture's class, else 0) + ε / classes. */
  labelSmoothing: f32;
}

/** Class probabilities of one picture from its logits, `(pictures, units)`, written to `target`. */
export function softmax(d: Dense, picture: u32, target: usize): void {
  const logits = d.outputStrips + picture * d.outputStripBytes;
  const norm = logSumExp(logits, d.units);
  for (let unit: u32 = 0; unit < d.units; unit++) {
    const logit = <f64>load<f32>(logits + (unit << 2));
    store<f32>(target + ((picture * d.units + unit) << 2), <f32>Math.exp(logit - norm));
  }
}

/**
 * The mean cross-entropy of the batch, from logits, and its gradient by the logits. A picture of
 * weight c with probabilities p and targets t has the loss −c · Σ t log p and the gradient c (p − t);
 * the mean divides by the number of pictures, as Keras' does.
 *
 * @param result - gets the mean as f64, then how many pictures are classified correctly as u32
 */
export function crossEntropy(d: Dense, loss: Loss, pictures: u32, result: usize): void {
  let total: f64 = 0;
  let correct: u32 = 0;
  for (let picture: u32 = 0; picture < pictures; picture++) {
    const logits = d.outputStrips + picture * d.outputStripBytes;
    const gradients = d.outputGradientStrips + picture * d.outputStripBytes;
    const label = load<u32>(loss.labels + (picture << 2));
    const weight = <f64>load<f32>(loss.classWeights + (label << 2));
    const norm = logSumExp(logits, d.units);
    let expected: f64 = 0;
    for (let unit: u32 = 0; unit < d.units; unit++) {
      const logit = <f64>load<f32>(logits + (unit << 2));
      const target = targetOf(loss.labelSmoothing, unit == label, d.units);
      const gradient = <f32>((weight * (Math.exp(logit - norm) - target)) / <f64>pictures);
      store<f32>(gradients + (unit << 2), abs(gradient) < TINY ? 0 : gradient);
      expected += target * logit;
    }
    // The targets sum to 1, so −Σ t log p = norm − Σ t · logit.
    total += weight * (norm - expected);
    if (largest(logits, d.units) == label) correct++;
  }
  store<f64>(result, total / <f64>pictures);
  store<u32>(result, correct, 8);
}

// @ts-ignore: decorator
@inline
function targetOf(smoothing: f64, own: bool, classes: u32): f64 {
  return (1 - smoothing) * <f64>own + smoothing / <f64>classes;
}

/** log Σ exp(logit), with the largest logit taken out so that nothing overflows. */
function logSumExp(logits: usize, units: u32): f64 {
  const peak = <f64>load<f32>(logits + (largest(logits, units) << 2));
  let sum: f64 = 0;
  for (let unit: u32 = 0; unit < units; unit++) {
    sum += Math.exp(<f64>load<f32>(logits + (unit << 2)) - peak);
  }
  return peak + Math.log(sum);
}

/** The index of the largest logit, the first one where several are equal. */
function largest(logits: usize, units: u32): u32 {
  let best: u32 = 0;
  for (let unit: u32 = 1; unit < units; unit++) {
    if (load<f32>(logits + (unit << 2)) > load<f32>(logits + (best << 2))) best = unit;
  }
  return best;
}
