import { Crew } from './crew.js';
import { layOutHead, type DenseLayout, type HeadLayout } from './head-layout.js';
import { instantiateKernels, type KernelFunctions } from './kernel-functions.js';
import type { SharedHead } from './shared-head.js';

/** Units that a thread takes at once; a multiple of four. With more, inputs are fetched less often; with fewer, threads end together. */
const UNITS_PER_PIECE = 128;

/**
 * One thread's part in training a head. For every step, each of the head's threads calls the same
 * method with the same argument; the call blocks until the step is done.
 */
export class HeadMember {
  readonly #layout: HeadLayout;
  readonly #kernels: KernelFunctions;
  readonly #crew: Crew;
  readonly #scratch: number;

  constructor(head: SharedHead, kernels: KernelFunctions, member: number) {
    this.#layout = layOutHead(head.spec, head.threads);
    this.#kernels = kernels;
    const { control, phases, scratch, scratchBytes } = this.#layout;
    this.#crew = new Crew(new Int32Array(head.memory.buffer, control, phases * 2), head.threads);
    this.#scratch = scratch + member * scratchBytes;
  }

  /** One step of Adam on the batch of `loadTrainingBatch`. */
  train(pictures: number): void {
    this.#forward(pictures, true);
    const { layers, loss, result } = this.#layout;
    this.#crew.share(1, () => {
      this.#kernels.crossEntropy(last(layers).record, loss.record, pictures, result);
    });
    for (const layer of layers.toReversed()) this.#backward(layer, pictures);
  }

  /** Class probabilities of the features of `loadFeatures`, without dropout. */
  predict(pictures: number): void {
    this.#forward(pictures, false);
    const { layers, probabilities } = this.#layout;
    this.#crew.share(pictures, (picture) => {
      this.#kernels.softmax(last(layers).record, picture, probabilities);
    });
  }

  #forward(pictures: number, training: boolean): void {
    const { normalization, layers } = this.#layout;
    this.#crew.begin();
    this.#crew.share(pictures, (picture) => {
      this.#kernels.normalize(normalization.record, picture);
    });
    for (const layer of layers) {
      this.#shareUnits(layer, (first, end) => {
        this.#kernels.forward(layer.record, first, end, pictures, Number(training));
      });
    }
  }

  #backward(layer: DenseLayout, pictures: number): void {
    const { adam, normalization, layers } = this.#layout;
    this.#shareUnits(layer, (first, end) => {
      this.#kernels.gatherGradients(layer.record, adam, first, end, pictures);
    });
    const scaled = layer === layers[0] && normalization.fields.active === 1;
    this.#crew.share(layer.strips.blocks, (block) => {
      if (scaled) {
        const { record } = normalization;
        this.#kernels.sweepNormalized(layer.record, record, adam, block, this.#scratch);
      } else {
        this.#kernels.sweep(layer.record, adam, block, pictures, this.#scratch);
      }
    });
  }

  #shareUnits(layer: DenseLayout, work: (first: number, end: number) => void): void {
    const { units } = layer.fields;
    this.#crew.share(Math.ceil(units / UNITS_PER_PIECE), (piece) => {
      const first = piece * UNITS_PER_PIECE;
      work(first, Math.min(first + UNITS_PER_PIECE, units));
    });
  }
}

/**
 * Makes the calling thread a member of a head's crew.
 *
 * @param member - which of the head's threads this is, from 0
 */
export async function joinHead(head: SharedHead, member: number): Promise<HeadMember> {
  return new HeadMember(head, await instantiateKernels(head.memory), member);
}

function last(layers: readonly DenseLayout[]): DenseLayout {
  const layer = layers.at(-1);
  if (!layer) throw new RangeError('a head without dense layers was laid out');
  return layer;
}
