import { readTrainableHead } from '../trainer-head.js';
import { adamSettings } from '../trainer-options.js';
import { beforeAll, describe, expect, it } from 'vitest';
import { readLayerCases } from '../../test/layer-cases.js';
import { randomHead, randomTensor } from '../../test/small-head.js';
import type { TensorFlow } from './api.js';
import { TensorFlowGraph } from './graph.js';
import { TensorFlowHead } from './head.js';
import { loadTensorFlow } from './load-tensorflow.js';

const installed = process.env['GENDER_TFJS_NODE'] !== undefined;

describe.runIf(installed)('memory of TensorFlow', () => {
  let tf: TensorFlow;
  beforeAll(() => {
    tf = loadTensorFlow(1);
  });
  const countTensors = (): number => tf.memory().numTensors;

  it('is the same after each run of every kind of layer, and free after the end', () => {
    const before = countTensors();
    for (const { title, network, input, outputs } of readLayerCases()) {
      using graph = new TensorFlowGraph(tf, network, [...outputs.keys()]);
      const loaded = countTensors();
      graph.run(input);
      expect(countTensors(), title).toBe(loaded);
    }
    expect(countTensors()).toBe(before);
  });

  it('holds few activations at a time', () => {
    const relu = (name: string, input: string) =>
      ({ type: 'relu', name, inputs: [input], negativeSlope: 0 }) as const;
    const names = Array.from({ length: 30 }, (_, index) => `relu${index}`);
    const layers = names.map((name, index) => relu(name, names[index - 1] ?? 'input'));
    const input = { name: 'input', shape: [4] };
    const network = { name: 'deep', input, layers, output: 'relu29' };
    let most = 0;
    const counting: TensorFlow = {
      ...tf,
      relu: (x) => {
        most = Math.max(most, countTensors());
        return tf.relu(x);
      },
    };
    const before = countTensors();
    new TensorFlowGraph(counting, network, ['relu29']).run(randomTensor([1, 4], 1));
    expect(most - before).toBeGreaterThan(0);
    expect(most - before).toBeLessThanOrEqual(2);
  });

  it('is the same after each step and prediction, and free after the end', () => {
    const before = countTensors();
    const features = randomTensor([6, 2, 2, 8], 5);
    const masks = [new Uint8Array(6 * 16).fill(1), new Uint8Array(6 * 8).fill(1)];
    {
      using head = new TensorFlowHead(tf, readTrainableHead(randomHead()), adamSettings());
      const created = countTensors();
      for (let step = 0; step < 3; step += 1) {
        head.train(features, Uint32Array.of(0, 1, 1, 0, 1, 0), masks);
        head.predict(features);
        head.network();
        expect(countTensors()).toBe(created);
      }
    }
    expect(countTensors()).toBe(before);
  });
});
