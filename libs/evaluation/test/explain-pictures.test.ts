import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { GenderClassifier, writeTransferModel } from '@gender/classifier';
import { silentLogger } from '@gender/core';
import { selectEngine } from '@gender/engine';
import { choosePreprocessing, NetworkBackbone } from '@gender/features';
import { decodePicture, encodePng, loadPicture } from '@gender/image';
import { dense, networkOf, type Layer, type Network } from '@gender/network';
import { tensor } from '@gender/tensor';
import { solidPicture, temporaryFolder, tinyBackbone } from '@gender/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  classifyFiles,
  explainPictures,
  type Explanation,
  type ExplainOptions,
} from '../src/index.js';

const inFolder = temporaryFolder();
const classes = ['Female', 'Male'];
/** Four drawn faces. */
const drawn = fileURLToPath(new URL('../../faces/test/fixtures/drawn-faces.png', import.meta.url));
const preprocessing = choosePreprocessing(new NetworkBackbone(tinyBackbone()), {});
const flatten: Layer = { type: 'flatten', name: 'flatten', inputs: ['features'] };
const softmax: Layer = { type: 'softmax', name: 'softmax', inputs: ['scores'] };

/** Scores from features: of Male the sum of each first of five, a hundredth of it, of Female nothing. */
function scores(input: string, features: number): Layer {
  const kernel = new Float32Array(features * 2);
  for (let at = 0; at < features; at += 5) kernel[at * 2 + 1] = 0.01;
  return dense('scores', input, {
    kernel: tensor('float32', [features, 2], kernel),
    bias: tensor('float32', [2], new Float32Array([0, -0.5])),
  });
}

async function write(head: Network, backbone = tinyBackbone()): Promise<void> {
  await writeTransferModel(inFolder('model.h5'), { backbone, head, preprocessing, classes });
}

async function explain(options: Partial<ExplainOptions> = {}): Promise<Explanation[]> {
  const found: Explanation[] = [];
  const pictures = [inFolder('halves.png'), inFolder('plain.bmp')];
  const chosen = { model: inFolder('model.h5'), pictures, patches: 2, threads: 1, ...options };
  for await (const each of explainPictures(chosen)) {
    if (each.label === null) throw new Error(`${each.file}: ${each.reason}`);
    found.push(each);
  }
  return found;
}

beforeEach(async () => {
  const data = new Uint8Array(8 * 8 * 3).map((_, at) => (at % 24 < 12 ? 250 : (at * 7) % 200));
  writeFileSync(inFolder('halves.png'), await encodePng({ width: 8, height: 8, data }));
  writeFileSync(inFolder('plain.bmp'), solidPicture(10, 12, [200, 40, 90]));
  await write(networkOf('head', [4, 4, 5], flatten, scores('flatten', 80), softmax));
});

/** The first of five channels of the backbone's feature map of `halves.png`, at 16 places. */
async function firstChannel(): Promise<number[]> {
  const input = await loadPicture(inFolder('halves.png'), preprocessing);
  const engine = await selectEngine();
  await using network = await engine.loadNetwork(tinyBackbone(), { threads: 1 });
  const [map] = await network.run(tensor('float32', [1, 8, 8, 3], input));
  return [...map!.data].filter((_, at) => at % 5 === 0);
}

describe('explainPictures', () => {
  it('explains the class that the model calls a picture, as the network sees it', async () => {
    await using classifier = await GenderClassifier.load(inFolder('model.h5'));
    for (const { file, label, probability, picture } of await explain()) {
      const found = await classifier.classify(file);
      expect(label).toBe(found.label);
      expect(probability).toBeCloseTo(found.probabilities[label]!, 6);
      expect(picture).toMatchObject({ width: 8, height: 8 });
    }
  });

  it('says by Grad-CAM where the channel is strong of which the score is, by occlusion what a patch does', async () => {
    const [halves, plain] = await explain({ label: 'Male' });
    const channel = await firstChannel();
    expect(Math.max(...channel)).toBeGreaterThan(1);
    // The gradient is 0.01 for the channel at each place, and 0 for all others.
    halves!.gradCam!.values.forEach((value, at) => {
      expect(value).toBeCloseTo(0.01 * channel[at]!, 4);
    });
    expect(halves!.occlusion.values.some((fall) => Math.abs(fall) > 1e-3)).toBe(true);
    // What hides a patch of a picture of one colour has that colour; one picture at once or two may round apart.
    plain!.occlusion.values.forEach((fall) => expect(fall).toBeCloseTo(0, 6));
    const [female] = await explain({ label: 'Female' });
    expect(female!.probability).toBeCloseTo(1 - halves!.probability, 6);
    // Of two classes one probability rises as the other falls; nothing speaks for Female in the scores.
    female!.occlusion.values.forEach((fall, at) => {
      expect(fall).toBeCloseTo(-halves!.occlusion.values[at]!, 5);
    });
    expect([...female!.gradCam!.values]).toEqual(new Array(16).fill(0));
  });

  it('explains a model of vectors by the map of which they are the mean', async () => {
    const maps = tinyBackbone();
    const pool: Layer = { type: 'globalAveragePool', name: 'pool', inputs: [maps.output] };
    const backbone = { ...maps, layers: [...maps.layers, pool], output: 'pool' };
    await write(networkOf('head', [5], scores('features', 5), softmax), backbone);
    const [halves] = await explain({ label: 'Male' });
    const channel = await firstChannel();
    expect([halves!.gradCam!.rows, halves!.gradCam!.columns]).toEqual([4, 4]);
    // The mean of 16 places: each has a sixteenth of the gradient.
    halves!.gradCam!.values.forEach((value, at) => {
      expect(value).toBeCloseTo((0.01 * channel[at]!) / 16, 5);
    });
  });

  it('explains by occlusion alone, with a warning, where no gradient is led to the map', async () => {
    const tanh: Layer = { type: 'tanh', name: 'bent', inputs: ['flatten'] };
    await write(networkOf('head', [4, 4, 5], flatten, tanh, scores('bent', 80), softmax));
    const warned: string[] = [];
    const logger = { ...silentLogger, warn: (line: string) => void warned.push(line) };
    const found = await explain({ logger });
    expect(found.map(({ occlusion }) => occlusion.values.length)).toEqual([4, 4]);
    for (const each of found) expect(each).not.toHaveProperty('gradCam');
    expect(warned).toEqual([
      expect.stringMatching(
        /model\.h5: between the feature map of .* and its scores stands a layer tanh, "bent", through which no gradient is led; occlusion explains any model$/,
      ),
    ]);
  });

  it('cuts out of a photo the faces that are classified, and says nothing of a photo without one', async () => {
    writeFileSync(inFolder('wall.bmp'), solidPicture(200, 150, [180, 170, 160]));
    const pictures = [drawn, inFolder('wall.bmp')];
    const model = inFolder('model.h5');
    const classified = await classifyFiles({ model, pictures, threads: 1 });
    const found = [];
    for await (const each of explainPictures({ model, pictures, patches: 1, threads: 1 }))
      found.push(each);
    expect(found).toHaveLength(5);
    expect(found.at(-1)).toEqual({
      file: inFolder('wall.bmp'),
      label: null,
      reason: 'no face',
    });
    const photo = await decodePicture(drawn);
    found.slice(0, 4).forEach((each, at) => {
      const same = classified.pictures[at]!;
      if (each.label === null || same.label === null) throw new Error('a face is found in it');
      expect(each.label).toBe(same.label);
      // One picture at once or four may round apart.
      expect(each.probability).toBeCloseTo(same.probabilities[same.label]!, 5);
      expect(each.face).toEqual({ box: same.box, photo });
      expect(each.picture).toMatchObject({ width: 8, height: 8 });
    });
    const whole = await explain({ pictures, faces: 'none' });
    expect(whole.map(({ face }) => face)).toEqual([undefined, undefined]);
  });

  it.each([0, 1.5, 9, Number.NaN])('refuses %d patches along each side', async (patches) => {
    await expect(explain({ patches })).rejects.toMatchObject({
      ...{ name: 'EvaluationError', code: 'EXPLAIN_MODEL' },
      message: `there are to be ${patches} patches along each side of a picture; expected a whole number from 1 to 8, the pixels there`,
    });
  });

  it('refuses a class that there is not, and stops when it is told to', async () => {
    await expect(explain({ label: 'Cat' })).rejects.toMatchObject({
      ...{ name: 'EvaluationError', code: 'EXPLAIN_MODEL' },
      message: 'there is no class Cat, the classes are Female, Male',
    });
    const controller = new AbortController();
    const [model, signal] = [inFolder('model.h5'), controller.signal];
    const all = explainPictures({
      model,
      pictures: [inFolder('plain.bmp'), inFolder('halves.png')],
      signal,
    });
    expect((await all.next()).value).toMatchObject({ file: inFolder('plain.bmp') });
    controller.abort(new Error('stopped by hand'));
    await expect(all.next()).rejects.toThrow('stopped by hand');
  });
});
