import { run } from './run.mjs';

/**
 * A product and a cross-correlation whose results are known by hand. The package calls two
 * functions of node:util that are gone in Node 23; the engine restores them in the same way.
 */
const program = `
const isNullOrUndefined = (value) => value === null || value === undefined;
Object.assign(require('node:util'), { isArray: Array.isArray, isNullOrUndefined });
const tf = require(process.argv[1]);
const product = tf.matMul([[1, 2], [3, 4]], [[5, 6], [7, 8]]).dataSync();
const ones = tf.ones([1, 4, 4, 1]);
const conv = tf.conv2d(ones, tf.ones([3, 3, 1, 1]), 1, 'same').dataSync();
if (String(product) !== '19,22,43,50') throw new Error('matMul gave ' + product);
if (conv[0] !== 4 || conv[5] !== 9) throw new Error('conv2d gave ' + conv);
console.log('matMul and conv2d are right, backend ' + tf.getBackend() + ', TensorFlow ' + tf.backend().binding.TF_Version);
`;

/**
 * Loads the package in a process of its own and computes with it.
 *
 * @returns what it says about itself, for people
 * @throws BuildError when it does not load or computes something else.
 */
export function checkBinding(packageFolder) {
  const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '2' };
  const advice = 'the binding does not work here';
  return run(process.execPath, ['-e', program, packageFolder], advice, { env }).split('\n').at(-1);
}
