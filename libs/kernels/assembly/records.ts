/*
 * Records that src/record.ts writes into the shared memory, field by field in this order, four
 * bytes each. Kernels get the address of a record instead of a dozen numbers.
 *
 * A strip is what one unit holds for one block of inputs: `groups × positions × 4` floats.
 * Fields named `…Strips` are arrays of strips: `[block][unit]` for weights, `[block][picture]` for
 * activations, so one block of a layer is contiguous in both.
 */

/** A dense layer. */
@unmanaged
export class Dense {
  /** Units, that is outputs. */
  units: u32;
  /** Blocks of inputs. */
  blocks: u32;
  /** Bytes of a strip of this layer; a multiple of 16. */
  stripBytes: u32;
  /** Bytes of a strip of whatever reads the outputs: the next layer, or the softmax. */
  outputStripBytes: u32;
  /** Pictures that fit: the second axis of activations. */
  batch: u32;
  /** Pictures that fit, rounded up to a multiple of four: the second axis of the lists. */
  slots: u32;
  /** 1 for a hidden layer, whose outputs pass a ReLU and perhaps dropout; 0 for the last one. */
  hidden: u32;
  /** What a kept unit is multiplied by in training: 1 / (1 − rate). */
  keptScale: f32;
  /** 2λ of the penalty λ·Σw² on the weights; 0: there is none. */
  decay: f32;
  /** `[picture][unit]` bytes, 1 keeps a unit and 0 drops it; address 0 where nothing is dropped. */
  masks: usize;

  weightStrips: usize;
  momentumStrips: usize;
  varianceStrips: usize;
  /** `(blocks,)` f64: Σw² of each block before the update, where `decay` is not 0. */
  squares: usize;
  /** `(units,)`, like its moments padded to a multiple of four. */
  bias: usize;
  biasMomentum: usize;
  biasVariance: usize;

  /** What the layer reads. */
  inputStrips: usize;
  /** The loss by the inputs; address 0 where nobody asks. */
  inputGradientStrips: usize;
  /** What the layer writes, in strips of its reader. */
  outputStrips: usize;
  /** The loss by the outputs, in strips of the reader. */
  outputGradientStrips: usize;

  /*
   * One list of pictures for each unit, `[unit][slot]`: in the forward pass the pictures for which
   * the unit is kept, in the backward pass those that pass it a gradient. Lists are filled up to a
   * multiple of four with picture 0, whose sum nobody reads and whose delta is 0.
   */
  /** How many pictures each list holds, without the filling. */
  counts: usize;
  /** Indices of pictures. */
  pictures: usize;
  /** Forward: the weighted sum of each listed picture. */
  sums: usize;
  /** Backward: the loss by the weighted sum of each listed picture. */
  deltas: usize;
  /** `(units,)`: the sum of a unit's deltas, which is the gradient of its bias. */
  deltaSums: usize;
}

/** Layer normalisation over the channels of each position, before the first dense layer. */
@unmanaged
export class Normalization {
  channels: u32;
  positions: u32;
  /** Groups of four channels in a strip. */
  groups: u32;
  /** Pictures that fit. */
  batch: u32;
  epsilon: f32;
  /** 0: the features pass unchanged and there is no gamma and beta. */
  active: u32;
  /** `(N, positions, channels)`, as they came. */
  features: usize;
  /** Features less their mean over their deviation; where `active` is 0, features. */
  normalizedStrips: usize;
  /** `gamma · normalized + beta`, what the first dense layer reads. */
  scaledStrips: usize;

  /** `(channels,)`, like all below padded with zeros to whole blocks. */
  gamma: usize;
  gammaMomentum: usize;
  gammaVariance: usize;
  beta: usize;
  betaMomentum: usize;
  betaVariance: usize;
}

/** Adam at one step. */
@unmanaged
export class Adam {
  /** learningRate · √(1 − beta2^t) / (1 − beta1^t) */
  stepSize: f32;
  /** 1 − beta1: the share of a new gradient in the first moment. */
  share1: f32;
  /** 1 − beta2: the share of a new squared gradient in the second moment. */
  share2: f32;
  epsilon: f32;
}
