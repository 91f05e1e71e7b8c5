import { EngineError } from './engine-error.js';
import type { AdamOptions } from './trainer.js';

/** Adam's constants, complete. */
export interface AdamSettings {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

/**
 * Fills in Keras' defaults.
 *
 * @throws EngineError (`ENGINE_OPTIONS`) naming the option that is out of range.
 */
export function adamSettings({
  learningRate = 1e-4,
  beta1 = 0.9,
  beta2 = 0.999,
  epsilon = 1e-7,
}: AdamOptions = {}): AdamSettings {
  check('learningRate', learningRate, learningRate >= 0 && learningRate < Infinity, 'at least 0');
  check('beta1', beta1, beta1 >= 0 && beta1 < 1, 'in [0, 1)');
  check('beta2', beta2, beta2 >= 0 && beta2 < 1, 'in [0, 1)');
  // Below 1e-8 the kernels' threshold for vanishing moments would show, see @gender/kernels.
  check('epsilon', epsilon, epsilon >= 1e-8 && epsilon < Infinity, 'at least 1e-8');
  return { learningRate, beta1, beta2, epsilon };
}

function check(option: string, value: number, holds: boolean, range: string): void {
  if (holds) return;
  throw new EngineError('ENGINE_OPTIONS', `adam.${option} is ${value}; it must be ${range}`);
}
