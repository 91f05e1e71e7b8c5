import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Device } from '../engine.js';
import { locateTensorFlow, quietEnvironment } from './load-tensorflow.js';
import { unavailable } from './tensorflow-error.js';

const program = `
const tf = require(process.argv[1]);
const { binding, isUsingGpuDevice } = tf.backend();
process.stdout.write(JSON.stringify({
  version: tf.version['tfjs-node'] + ' (TensorFlow ' + binding.TF_Version + ')',
  device: isUsingGpuDevice ? 'cuda' : 'cpu',
}));
`;

/** A TensorFlow that works here. */
export interface FoundTensorFlow {
  /** The versions of the package and of the library behind it, as `4.22.0 (TensorFlow 2.15.1)`. */
  readonly version: string;
  /** Where it computes; its build decides. */
  readonly device: Extract<Device, 'cpu' | 'cuda'>;
}

/**
 * Loads tfjs-node in a process of its own, because the first load in a process settles how many
 * threads compute.
 *
 * @throws EngineError (`ENGINE_UNAVAILABLE`) when the package or its native part is missing.
 */
export async function probeTensorFlow(): Promise<FoundTensorFlow> {
  try {
    const args = ['--eval', program, locateTensorFlow()];
    const env = { ...quietEnvironment, ...process.env };
    const { stdout } = await promisify(execFile)(process.execPath, args, { env });
    return JSON.parse(stdout) as FoundTensorFlow;
  } catch (cause) {
    throw unavailable(cause);
  }
}
