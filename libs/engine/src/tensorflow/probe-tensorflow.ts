import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { locateTensorFlow, quietEnvironment } from './load-tensorflow.js';
import { unavailable } from './tensorflow-error.js';

const program = `
const tf = require(process.argv[1]);
process.stdout.write(tf.version['tfjs-node'] + ' (TensorFlow ' + tf.backend().binding.TF_Version + ')');
`;

/**
 * Loads tfjs-node in a process of its own, because the first load in a process settles how many
 * threads compute.
 *
 * @returns the versions of the package and of the library behind it, as `4.22.0 (TensorFlow 2.15.1)`
 * @throws EngineError (`ENGINE_UNAVAILABLE`) when the package or its native part is missing.
 */
export async function probeTensorFlow(): Promise<string> {
  try {
    const args = ['--eval', program, locateTensorFlow()];
    const env = { ...quietEnvironment, ...process.env };
    const { stdout } = await promisify(execFile)(process.execPath, args, { env });
    return stdout;
  } catch (cause) {
    throw unavailable(cause);
  }
}
