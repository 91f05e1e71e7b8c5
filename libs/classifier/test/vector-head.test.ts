import { readFileSync } from 'node:fs';
import { createRandom, required } from '@gender/core';
import { choosePreprocessing, NetworkBackbone } from '@gender/features';
import { writeKerasModel } from '@gender/keras';
import { conv2d, networkOf, relu, type Layer, type Network } from '@gender/network';
import { elementCount, tensor, type Float32Tensor } from '@gender/tensor';
import { temporaryFolder } from '@gender/testing';
import { describe, expect, it } from 'vitest';
import { createHead } from '../src/head/create-head.js';
import { GenderClassifier } from '../src/model/gender-classifier.js';
import {
  readTransferModel,
  wholeNetwork,
  writeTransferModel,
} from '../src/model/transfer-model.js';
import { trainClassifier } from '../src/train-classifier.js';
import { colourTraining } from './colour-training.js';

const inFolder = temporaryFolder();
const classes = ['a', 'b', 'c'];

/** What PyTorch computed of the same network and pictures, see README.md in `fixtures`. */
const golden = JSON.parse(
  readFileSync(new URL('fixtures/vector_head.json', import.meta.url), 'utf8'),
) as { features: number[][]; probabilities: number[][] };

/** The formula of `vector_head.py`. */
function weights(salt: number, ...shape: number[]): Float32Tensor {
  const length = elementCount(shape);
  const data = Float32Array.from({ length }, (_, at) => Math.sin(at * 12.9898 + salt) * 0.7);
  return tensor('float32', shape, data);
}

function picture(salt: number): { width: number; height: number; data: Uint8Array } {
  const data = Uint8Array.from({ length: 8 * 8 * 3 }, (_, at) =>
    Math.floor(127.5 + 127 * Math.sin(at * (0.37 + salt))),
  );
  return { width: 8, height: 8, data };
}

/** `(8, 8, 3)` → `(5)`. */
function vectorBackbone(): Network {
  return networkOf(
    'vector',
    [8, 8, 3],
    conv2d('conv1', 'input', {
      ...{ strides: [2, 2], padding: [0, 1, 0, 1] },
      ...{ kernel: weights(1, 3, 3, 3, 5), bias: weights(2, 5) },
    }),
    relu('conv1_relu', 'conv1'),
    { type: 'globalAveragePool', name: 'pool', inputs: ['conv1_relu'] },
  );
}

function goldenHead(): Network {
  const head = createHead({
    ...{ inputShape: [5], classes, hiddenUnits: [6], dropout: 0.5 },
    random: createRandom(1),
  });
  const own: Record<string, Partial<Layer>> = {
    layer_normalization: { gamma: weights(3, 5), beta: weights(4, 5) },
    fc1: { kernel: weights(5, 5, 6), bias: weights(6, 6) },
    fc2: { kernel: weights(7, 6, 3), bias: weights(8, 3) },
  };
  const layers = head.layers.map((layer) => ({ ...layer, ...own[layer.name] }) as Layer);
  return { ...head, layers };
}

describe('a head on a vector of features', () => {
  it.each(['h5', 'keras'])('predicts what PyTorch predicts, from a .%s file', async (extension) => {
    const backbone = vectorBackbone();
    const preprocessing = choosePreprocessing(new NetworkBackbone(backbone), { mode: 'rescale' });
    const path = inFolder(`model.${extension}`);
    await writeTransferModel(path, { backbone, head: goldenHead(), classes, preprocessing });
    await using classifier = await GenderClassifier.load(path);
    expect(classifier.classes).toEqual(classes);
    const found: number[][] = [];
    for await (const { probabilities } of classifier.predict([0, 1, 2, 3].map(picture))) {
      found.push(classes.map((name) => required(probabilities[name], name)));
    }
    expect(found).toHaveLength(4);
    // Both sum float32 in orders of their own: some units of the last of 24 bits.
    for (const [row, values] of found.entries()) {
      for (const [at, value] of values.entries()) {
        expect(value).toBeCloseTo(required(golden.probabilities[row]?.[at], 'a golden value'), 5);
      }
    }
    // The pictures are told apart, or else a head that ignores its input would pass.
    expect(new Set(found.map((values) => values[0]?.toFixed(3))).size).toBe(4);
  });

  it('has no layer "flatten", and its parameters come from the vector alone', () => {
    const head = goldenHead();
    expect(head.layers.map(({ type }) => type)).not.toContain('flatten');
    expect(head.input.shape).toEqual([5]);
  });

  it('is trained, saved, read again and tells colours apart', async () => {
    const options = await colourTraining(inFolder, 6);
    await writeKerasModel(options.backbone, vectorBackbone());
    const trained = await trainClassifier({
      ...options,
      ...{ epochs: 60, hiddenUnits: [8], dropout: 0, batchSize: 4, seed: 1 },
      adam: { learningRate: 0.03 },
      preprocessing: { mode: 'rescale' },
    });
    expect(trained.epochs.at(-1)?.valAccuracy).toBe(1);

    const model = await readTransferModel(trained.model);
    expect(model.head.input.shape).toEqual([5]);
    expect(wholeNetwork(model).layers.map(({ type }) => type)).not.toContain('flatten');
    await writeTransferModel(inFolder('again.keras'), model);
    const red = { width: 8, height: 8, data: new Uint8Array(192).map((_, at) => at % 3 === 0 ? 220 : 20) }; // prettier-ignore
    const answers: unknown[] = [];
    for (const path of [trained.model, inFolder('again.keras')]) {
      await using classifier = await GenderClassifier.load(path);
      answers.push((await classifier.classify(red)).probabilities);
    }
    expect(answers[1]).toEqual(answers[0]);
  });
});
