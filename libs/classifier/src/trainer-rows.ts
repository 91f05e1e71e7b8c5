import type { ParameterPart, Trainer, TrainerParameter } from '@gender/engine';
import type { WeightRows } from '@gender/keras';
import { rowRanges } from './row-ranges.js';

/** A trainer's current weights, for writing them to a file without having them in memory. */
export function trainerRows(trainer: Trainer): WeightRows {
  return (layer, weight) => {
    const parameter = trainer.parameters.find(
      (candidate) => candidate.layer === layer && candidate.name === weight,
    );
    return parameter && partRows(trainer, parameter, 'value');
  };
}

/** A parameter or a moment of it, some megabytes of whole rows at a time. */
export async function* partRows(
  trainer: Trainer,
  parameter: TrainerParameter,
  part: ParameterPart,
): AsyncGenerator<Float32Array<ArrayBuffer>> {
  for (const { first, rows } of rowRanges(parameter.shape)) {
    yield await trainer.readRows(parameter, part, first, rows);
  }
}
