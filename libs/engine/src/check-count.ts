import { EngineError } from './engine-error.js';

/** @throws EngineError (`ENGINE_OPTIONS`) unless an option is a whole number of at least 1. */
export function checkCount(option: string, value: number): void {
  if (Number.isSafeInteger(value) && value >= 1) return;
  throw new EngineError(
    'ENGINE_OPTIONS',
    `${option} is ${value}; it must be an integer of at least 1`,
  );
}
