import { EngineError } from '../engine-error.js';
import type { HeadWeight, TrainableHead } from './trainer-head.js';
import type { TrainerParameter } from './trainer.js';

/** Every trainable array of a head, in the order of its weights. */
export function listParameters({ weights }: TrainableHead): TrainerParameter[] {
  return weights.map(({ layer, parameter, tensor }) => ({
    layer,
    name: parameter.kind,
    shape: tensor.shape,
  }));
}

/**
 * The weight of a head that a parameter stands for.
 *
 * @param rows - how many are to be read or written, from `firstRow` on
 * @throws EngineError (`ENGINE_SHAPE`) when the head has no such parameter, or it no such rows.
 */
export function findRows(
  head: TrainableHead,
  wanted: TrainerParameter,
  firstRow: number,
  rows: number,
): HeadWeight {
  const weight = findWeight(head, wanted);
  checkRows(weight, firstRow, rows);
  return weight;
}

/**
 * The weight of a head into which values are to be written.
 *
 * @param values - whole rows, from `firstRow` on
 * @throws EngineError (`ENGINE_SHAPE`) as `findRows`.
 */
export function findRowsFor(
  head: TrainableHead,
  wanted: TrainerParameter,
  firstRow: number,
  values: Float32Array,
): HeadWeight {
  const weight = findWeight(head, wanted);
  checkRows(weight, firstRow, values.length / rowLengthOf(weight));
  return weight;
}

function findWeight({ weights }: TrainableHead, wanted: TrainerParameter): HeadWeight {
  const found = weights.find(
    ({ layer, parameter }) => layer === wanted.layer && parameter.kind === wanted.name,
  );
  if (found) return found;
  throw new EngineError(
    'ENGINE_SHAPE',
    `the head has no ${wanted.name} of a layer "${wanted.layer}"; its parameters are ${weights
      .map(({ layer, parameter }) => `${layer}/${parameter.kind}`)
      .join(', ')}`,
  );
}

/** The values in one row of a weight: those of one input of a kernel, else one. */
export function rowLengthOf({ tensor }: HeadWeight): number {
  return tensor.shape[1] ?? 1;
}

function checkRows(weight: HeadWeight, firstRow: number, rows: number): void {
  const [all = 0] = weight.tensor.shape;
  const whole = Number.isInteger(firstRow) && Number.isInteger(rows);
  if (whole && firstRow >= 0 && rows >= 1 && firstRow + rows <= all) return;
  throw new EngineError(
    'ENGINE_SHAPE',
    `${weight.layer}/${weight.parameter.kind} has ${all} rows of ${rowLengthOf(weight)}; it does not have ${rows} from row ${firstRow} on`,
  );
}
