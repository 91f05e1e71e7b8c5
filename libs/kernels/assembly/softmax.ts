import { TINY } from './adam';
import { Dense } from './records';

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
 * The mean cross-entropy of the batch, from logits, and its gradient by the logits,
 * `(probability − label) / pictures`.
 *
 * @param labels - one u32 class index for each picture
 * @param result - gets the mean as f64, then how many pictures are classified correctly as u32
 */
export function crossEntropy(d: Dense, pictures: u32, labels: usize, result: usize): void {
  let total: f64 = 0;
  let correct: u32 = 0;
  for (let picture: u32 = 0; picture < pictures; picture++) {
    const logits = d.outputStrips + picture * d.outputStripBytes;
    const label = load<u32>(labels + (picture << 2));
    const norm = logSumExp(logits, d.units);
    total += norm - <f64>load<f32>(logits + (label << 2));
    if (largest(logits, d.units) == label) correct++;
    const gradients = d.outputGradientStrips + picture * d.outputStripBytes;
    for (let unit: u32 = 0; unit < d.units; unit++) {
      const probability = Math.exp(<f64>load<f32>(logits + (unit << 2)) - norm);
      const gradient = <f32>((probability - <f64>(unit == label)) / <f64>pictures);
      store<f32>(gradients + (unit << 2), abs(gradient) < TINY ? 0 : gradient);
    }
  }
  store<f64>(result, total / <f64>pictures);
  store<u32>(result, correct, 8);
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
