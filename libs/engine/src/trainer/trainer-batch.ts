import { formatShape, type Float32Tensor } from '@gender/tensor';
import { EngineError } from '../engine-error.js';
import { classesOf, unitsOf, type TrainableHead } from './trainer-head.js';

/** A batch that fits its head. */
export interface CheckedBatch {
  /** Shape `(N, …head.input.shape)`. */
  readonly features: Float32Tensor;
  /** N class indices. */
  readonly labels: Uint32Array;
  /**
   * For each dense layer but the last, N × units bytes: 1 keeps a unit, 0 drops it; undefined where
   * no dropout follows.
   */
  readonly masks: readonly (Uint8Array | undefined)[];
}

/**
 * Checks what a step learns from.
 *
 * @param most - pictures of a batch
 * @param masks - one for each dropout layer of the head, in order
 * @throws EngineError (`ENGINE_SHAPE`) when features, labels or a mask do not fit the head.
 */
export function checkTrainingBatch(
  head: TrainableHead,
  most: number,
  features: Float32Tensor,
  labels: Uint32Array,
  masks: readonly Uint8Array[],
): CheckedBatch {
  checkFeatures(head, most, features);
  checkLabels(head, features, labels);
  return { features, labels, masks: assignMasks(head, features, masks) };
}

/** @throws EngineError (`ENGINE_SHAPE`) when the features are not 1 to `most` inputs of the head. */
export function checkFeatures(
  { network }: TrainableHead,
  most: number,
  { shape }: Float32Tensor,
): void {
  const [pictures = 0, ...rest] = shape;
  if (formatShape(rest) !== formatShape(network.input.shape)) {
    const expected = ['N', ...network.input.shape].join(', ');
    throw mismatch(`features have the shape ${formatShape(shape)}; the head reads (${expected})`);
  }
  if (pictures < 1 || pictures > most) {
    throw mismatch(
      `the batch has ${pictures} pictures; this trainer takes 1 to ${most}, see its options batchSize and evaluationBatchSize`,
    );
  }
}

/** Every picture needs one class index. */
function checkLabels(
  head: TrainableHead,
  { shape: [pictures = 0] }: Float32Tensor,
  labels: Uint32Array,
): void {
  if (labels.length !== pictures) {
    throw mismatch(`there are ${labels.length} labels for ${pictures} pictures`);
  }
  const classes = classesOf(head);
  const wrong = labels.findIndex((label) => label >= classes);
  if (wrong >= 0) {
    throw mismatch(
      `the label of picture ${wrong} is ${labels[wrong]}; the head has ${classes} classes, 0 to ${classes - 1}`,
    );
  }
}

/** Gives the masks to the dense layers that they follow. */
function assignMasks(
  { dense, dropouts }: TrainableHead,
  { shape: [pictures = 0] }: Float32Tensor,
  masks: readonly Uint8Array[],
): (Uint8Array | undefined)[] {
  const layers = dropouts.filter((dropout) => dropout !== undefined).length;
  if (masks.length !== layers) {
    throw mismatch(`there are ${masks.length} masks for ${layers} dropout layers`);
  }
  const queue = [...masks];
  return dropouts.map((dropout, index) => {
    const layer = dense[index];
    if (!dropout || !layer) return undefined;
    const mask = queue.shift();
    const expected = pictures * unitsOf(layer);
    if (mask?.length === expected) return mask;
    throw mismatch(
      `the mask of layer "${dropout.name}" has ${mask?.length ?? 0} bytes; expected ${expected}, ${pictures} pictures × ${unitsOf(layer)} units`,
    );
  });
}

function mismatch(message: string): EngineError {
  return new EngineError('ENGINE_SHAPE', message);
}
