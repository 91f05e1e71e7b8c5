import { EngineError } from '../engine-error.js';

/** TensorFlow is not there, or not whole. */
export function unavailable(cause: unknown): EngineError {
  return new EngineError(
    'ENGINE_UNAVAILABLE',
    `the engine "tensorflow" cannot be loaded: ${reasonOf(cause)}; run npm install @tensorflow/tfjs-node@4.22, ` +
      'or name the folder of a copy in GENDER_TFJS_NODE, or take another engine',
    { cause },
  );
}

/** TensorFlow is there but failed. */
export function failure(cause: unknown): EngineError {
  return new EngineError('ENGINE_FAILED', `TensorFlow failed: ${reasonOf(cause)}`, { cause });
}

/** The line that names an error, where a process printed its stack; else the first line. */
function reasonOf(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  const lines = message.split('\n').map((line) => line.trim());
  const [first] = lines;
  const named = lines.find((line) => /^\w*Error: /.test(line)) ?? first;
  return named === undefined ? message : named.replace(/^\w*Error: /, '');
}
