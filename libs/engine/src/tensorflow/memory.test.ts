import { networkOf, relu } from '@gender/network';
import { beforeAll, describe, expect, it } from 'vitest';
import { readLayerCases } from '../../test/layer-cases.js';
import { randomHead, randomTensor } from '../../test/small-head.js';
import { readTrainableHead } from '../trainer/trainer-head.js';
import { trainerSettings } from '../trainer/trainer-options.js';
import type { TensorFlow } from './api.js';
import { TensorFlowGraph } from './graph.js';
import { TensorFlowHead } from './head.js';
import { loadTensorFlow } from './load-tensorflow.js';

const features = randomTensor([6, 2, 2, 8], 5);
const labels = Uint32Array.of(0, 1, 1, 0, 1, 0);
const masks = [new Uint8Array(6 * 16).fill(1), new Uint8Array(6 * 8).fill(1)];

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

  it('is not searched for tensors element by element', () => {
    const returned: unknown[] = [];
    const watching: TensorFlow = {
      ...tf,
      tidy: (body) => {
        const result = tf.tidy(body);
        returned.push(result);
        return result;
      },
    };
    const network = randomHead();
    using graph = new TensorFlowGraph(watching, network, [network.output]);
    graph.run(features);
    using head = createHead(watching);
    head.train(1, { features, labels, masks });
    head.predict(features);
    expect(returned.length).toBeGreaterThan(10);
    expect(returned.flat().filter(holdsElements)).toEqual([]);
  });

  it('holds few activations at a time', () => {
    const names = Array.from({ length: 30 }, (_, index) => `relu${index}`);
    const layers = names.map((name, index) => relu(name, names[index - 1] ?? 'input'));
    const network = networkOf('deep', [4], ...layers);
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
    {
      using head = createHead(tf);
      const created = countTensors();
      for (let step = 0; step < 3; step += 1) {
        head.train(step + 1, { features, labels, masks });
        head.predict(features);
        const rows = head.variable({ kind: 'kernel', layer: 0 }).readRows('variance', 3, 5);
        head.variable({ kind: 'kernel', layer: 0 }).writeRows('variance', 4, rows);
        expect(countTensors()).toBe(created);
      }
    }
    expect(countTensors()).toBe(before);
  });
});

function createHead(tf: TensorFlow): TensorFlowHead {
  const head = readTrainableHead(randomHead());
  return new TensorFlowHead(tf, head, trainerSettings(head));
}

function holdsElements(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).some((field) => ArrayBuffer.isView(field))
  );
}
