import type { ParameterPart, Trainer, TrainerParameter } from '@gender/engine';
import type { WeightRows } from '@gender/keras';
import { rowRanges } from '../head/row-ranges.js';

/** A trainer's current weights, for writing them to a file without having them in memory. */
export function trainerRows(trainer: Trainer): WeightRows {
  return (layer, weight) => {
    const parameter = trainer.parameters.find(
      (candidate) => candidate.layer === layer && candidate.name === weight,
    );
    return parameter && partRows(trainer, parameter, 'value');
  };
}

/**
 * A parameter or a moment of it, some megabytes of whole rows at a time; each piece is overwritten by
 * the next one.
 */
export async function* partRows(
  trainer: Trainer,
  parameter: TrainerParameter,
  part: ParameterPart,
): AsyncGenerator<Float32Array<ArrayBuffer>> {
  let memory: ArrayBuffer | undefined;
  for (const { first, rows } of rowRanges(parameter.shape)) {
    const values = await trainer.readRows(parameter, part, first, rows, memory);
    yield values;
    memory = values.buffer;
  }
}
