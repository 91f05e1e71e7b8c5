/**
 * Reads every GraphModel of a folder, and says how far what it computes here is from what TensorFlow.js makes of it.
 *
 *     node --import tsx --conditions=@gender/source tools/oracle/tfjs_graphs.ts <folder> [--name <part>] [--size <rows and columns where they are open>] [--keep <folder>]
 *
 * With `--keep`, network (as ONNX), input and both outputs are written for tfjs_float64.py, which tells who is nearer to the truth.
 */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { createRandom, GenderError } from '@gender/core';
import { selectEngine } from '@gender/engine';
import { writeNetwork } from '@gender/formats';
import type { Network } from '@gender/network';
import { elementCount, tensor, type Float32Tensor } from '@gender/tensor';
import { readTfjsModel, tfjsFiles } from '@gender/tfjs/node';
import * as tf from '@tensorflow/tfjs';

const {
  positionals: [folder = '.'],
  values: { name: part = '', size, keep },
} = parseArgs({
  allowPositionals: true,
  options: { name: { type: 'string' }, size: { type: 'string' }, keep: { type: 'string' } },
});
const engine = await selectEngine();
const names = (await readdir(folder)).filter((name) => name.endsWith('.json'));
for (const name of names.filter((each) => each.includes(part))) {
  const path = join(folder, name);
  const model = await load(path);
  for (const output of model.outputs.map((each) => each.name.replace(/:0$/, ''))) {
    try {
      const inputShape =
        size === undefined ? undefined : ([Number(size), Number(size), 3] as const);
      const network = await readTfjsModel(path, { output, inputShape });
      console.log(
        name,
        output,
        `${network.layers.length} layers`,
        await compare({ network, model, output, kept: `${basename(name, '.json')}.${output}` }),
      );
    } catch (error) {
      if (!(error instanceof GenderError)) throw error;
      console.log(name, output, error.code, error.message);
    }
  }
}

async function load(path: string): Promise<tf.GraphModel> {
  const index: unknown = JSON.parse(await readFile(path, 'utf8'));
  const [, ...shards] = await tfjsFiles(path);
  const weights = await Promise.all(shards.map((shard) => readFile(shard)));
  const whole = Buffer.concat(weights);
  const { modelTopology, weightsManifest, signature } = index as tf.io.ModelJSON;
  return tf.loadGraphModel(
    tf.io.fromMemory({
      modelTopology,
      ...(signature && { signature }),
      weightSpecs: weightsManifest.flatMap((group) => group.weights),
      weightData: whole.buffer.slice(whole.byteOffset, whole.byteOffset + whole.length),
    }),
  );
}

async function compare({
  network,
  model,
  output,
  kept,
}: {
  network: Network;
  model: tf.GraphModel;
  output: string;
  /** What files that are kept are called. */
  kept: string;
}): Promise<string> {
  const random = createRandom(1);
  const shape = [1, ...network.input.shape];
  const data = Float32Array.from({ length: elementCount(shape) }, () => random.next());
  await using loaded = await engine.loadNetwork(network);
  const [found] = await loaded.run(tensor('float32', shape, data));
  const expected = model.execute(tf.tensor(data, shape), output) as tf.Tensor;
  const values = await expected.data();
  if (found === undefined) throw new TypeError('nothing was computed');
  if (keep !== undefined) {
    await mkdir(keep, { recursive: true });
    await writeNetwork(join(keep, `${kept}.onnx`), network);
    const arrays = { input: data, ours: Float32Array.from(found.data), tfjs: values };
    for (const [ending, array] of Object.entries(arrays)) {
      await writeFile(join(keep, `${kept}.${ending}`), new Uint8Array(array.buffer));
    }
  }
  return `${distance(found, Float32Array.from(values))} (${found.shape.join(', ')}) for (${expected.shape.join(', ')})`;
}

/** The largest difference as a part of the largest value. */
function distance(found: Float32Tensor, expected: Float32Array): string {
  if (found.data.length !== expected.length) return 'DIFFERENT SHAPES';
  let [apart, largest] = [0, 0];
  for (const [index, value] of expected.entries()) {
    apart = Math.max(apart, Math.abs(value - Number(found.data[index])));
    largest = Math.max(largest, Math.abs(value));
  }
  return `${(apart / largest).toExponential(1)} of ${largest.toExponential(1)}`;
}
