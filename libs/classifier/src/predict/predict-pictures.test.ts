import { writeFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createRandom, required } from '@gender/core';
import { choosePreprocessing, NetworkBackbone } from '@gender/features';
import { decodePicture, ImageError } from '@gender/image';
import { solidPicture, temporaryFolder, tinyBackbone, type Colour } from '@gender/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, expectTypeOf, it } from 'vitest';
import { createHead } from '../head/create-head.js';
import { GenderClassifier, type Pictures } from '../model/gender-classifier.js';
import { writeTransferModel } from '../model/transfer-model.js';
import type { PictureInput } from './picture-input.js';
import type { FailedPrediction, Prediction } from './predict-pictures.js';

const inFolder = temporaryFolder();
const classes = ['Female', 'Male'];
const size = { width: 20, height: 16 };
const pictureOf = (colour: Colour): Uint8Array => solidPicture(size.width, size.height, colour);
const red = pictureOf([250, 10, 30]);
let classifier: GenderClassifier;

/** One for all tests: loading takes longer than predicting. */
beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'gender-predict-'));
  const model = join(folder, 'model.h5');
  const backbone = tinyBackbone();
  await writeTransferModel(model, {
    ...{ backbone, classes },
    head: createHead({ inputShape: [4, 4, 5], classes, random: createRandom(1), hiddenUnits: [6] }),
    preprocessing: choosePreprocessing(new NetworkBackbone(backbone)),
  });
  classifier = await GenderClassifier.load(await readFile(model));
  await rm(folder, { recursive: true });
});

afterAll(() => classifier.dispose());

beforeEach(() => {
  writeFileSync(inFolder('red.bmp'), red);
});

async function collect<T>(results: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const result of results) all.push(result);
  return all;
}

/** Repeats a colour in pixels of so many channels. */
function pixels(...samples: number[]): Uint8ClampedArray {
  const count = size.width * size.height;
  return Uint8ClampedArray.from({ length: count * samples.length }, (_, at) =>
    required(samples[at % samples.length], 'a sample'),
  );
}

describe('what is taken for a picture', () => {
  const base64 = Buffer.from(red).toString('base64');
  const kinds: [name: string, picture: () => PictureInput][] = [
    ['a path', () => inFolder('red.bmp')],
    ['a file: URL', () => pathToFileURL(inFolder('red.bmp'))],
    ['the text of a file: URL', () => pathToFileURL(inFolder('red.bmp')).href],
    ['a data URL', () => `data:image/bmp;base64,${base64}`],
    ['a data URL as an object', () => new URL(`data:image/bmp;base64,${base64}`)],
    ['a Buffer', () => Buffer.from(red)],
    ['a part of a Uint8Array', () => new Uint8Array([7, ...red, 7]).subarray(1, red.length + 1)],
    ['an ArrayBuffer', () => Uint8Array.from(red).buffer],
    ['a Blob', () => new Blob([Uint8Array.from(red)])],
    ['RGB pixels', () => ({ ...size, data: pixels(250, 10, 30) })],
    ['RGBA pixels', () => ({ ...size, data: pixels(250, 10, 30, 99) })],
  ];

  it.each(kinds)('%s', async (_, picture) => {
    const expected = await classifier.classify(red);
    const { label, probabilities, index } = await classifier.classify(picture());
    expect({ label, probabilities, index }).toEqual({ ...expected, index: 0, file: undefined });
    const [alone] = await collect(classifier.predict(picture()));
    expect(alone?.probabilities).toEqual(expected.probabilities);
  });

  it('grey pixels, which are the same as RGB', async () => {
    const grey = await classifier.classify({ ...size, data: pixels(90) });
    const rgb = await classifier.classify({ ...size, data: pixels(90, 90, 90) });
    expect(grey).toEqual(rgb);
  });

  it('says the path of a URL and the name of a File', async () => {
    const path = inFolder('red.bmp');
    expect((await classifier.classify(pathToFileURL(path))).file).toBe(path);
    const file = new File([Uint8Array.from(red)], 'me.bmp');
    expect((await classifier.classify(file)).file).toBe('me.bmp');
  });

  const refused: [name: string, picture: unknown][] = [
    ['floats', new Float32Array(12)],
    ['16-bit numbers', new Uint16Array(12)],
    ['float pixels', { ...size, data: new Float32Array(size.width * size.height * 3) }],
    ['an array of pixels', { ...size, data: [...pixels(1, 2, 3)] }],
    ['pixels of another size', { ...size, data: pixels(1, 2) }],
    ['pixels without a size', { data: pixels(1, 2, 3) }],
    ['pixels of no width', { width: 0, height: 0, data: new Uint8Array() }],
    ['a number', 7],
    ['nothing', undefined],
    ['null', null],
    ['a list in a list', [[red]]],
    ['numbers', [0.1, 0.2]],
    ['an address', 'https://example.org/face.jpg'],
    ['a malformed data URL', 'data:image/png;base64,%%%%'],
    ['base64 alone', base64.repeat(10)],
  ];

  it.each(refused)('not %s', async (_, picture) => {
    const predicting = collect(classifier.predict(picture as Pictures));
    await expect(predicting).rejects.toMatchObject({
      name: 'PictureError',
      code: expect.stringMatching(/^(CLASSIFIER_PICTURE|IMAGE_SIZE)$/) as string,
      index: 0,
    });
  });

  it.each(['image/png', 'nonsense'])('and no message repeats a data URL (%s)', async (type) => {
    const secret = Buffer.from('secret'.repeat(2000)).toString('base64');
    for (const url of [`data:${type};base64,${secret}`, `data:${type};base64,%${secret}`]) {
      const error: unknown = await classifier.classify(url).catch((cause: unknown) => cause);
      const texts = [error, (error as Error).cause].map(String);
      expect(texts.join(' ').length).toBeLessThan(1000);
    }
  });
});

describe('one bad picture', () => {
  const given = (): PictureInput[] => [
    ...Array.from({ length: 6 }, () => red),
    inFolder('no.jpg'),
    ...Array.from({ length: 5 }, () => inFolder('red.bmp')),
    red.subarray(0, 60),
  ];

  it('costs one answer, at the default batch size as well', async () => {
    const results = await collect(classifier.predict(given(), { onError: 'yield' }));
    expect(results.map(({ index }) => index)).toEqual(given().map((_, index) => index));
    const bad = results.filter((result) => result.error !== undefined);
    expect(bad.map(({ index }) => index)).toEqual([6, 12]);
    expect(bad[0]).toMatchObject({ file: inFolder('no.jpg'), error: { code: 'FILE_NOT_FOUND' } });
    expect(bad[1]?.error?.message).toMatch(/^picture 12: /);
    expect(bad[1]?.error?.cause).toBeInstanceOf(ImageError);
    const expected = await classifier.classify(red);
    for (const result of results) {
      if (result.error) continue;
      expect(result.probabilities).toEqual(expected.probabilities);
    }
  });

  it('ends the predictions after all results before it, unless told otherwise', async () => {
    const results: Prediction[] = [];
    const predicting = (async () => {
      for await (const result of classifier.predict(given())) results.push(result);
    })();
    await expect(predicting).rejects.toMatchObject({
      code: 'FILE_NOT_FOUND',
      file: inFolder('no.jpg'),
      index: 6,
    });
    expect(results).toHaveLength(6);
  });

  it('is all the same to a stream that fails: what came before is answered', async () => {
    const stream = (async function* () {
      yield red;
      yield await decodePicture(inFolder('red.bmp'));
      throw new Error('the camera is gone');
    })();
    const results: Prediction[] = [];
    const predicting = (async () => {
      for await (const result of classifier.predict(stream)) results.push(result);
    })();
    await expect(predicting).rejects.toThrow('the camera is gone');
    expect(results).toHaveLength(2);
  });

  it('is in the type of the results only where it was asked for', () => {
    const predict = (): unknown[] => [
      expectTypeOf(classifier.predict('a.jpg')).toEqualTypeOf<AsyncGenerator<Prediction>>(),
      expectTypeOf(classifier.predict('a.jpg', { onError: 'yield' })).toEqualTypeOf<
        AsyncGenerator<Prediction | FailedPrediction>
      >(),
      // @ts-expect-error: floats are no picture
      classifier.predict(new Float32Array(3)),
      // @ts-expect-error: nor are their lists
      classifier.predict([[1, 2, 3]]),
      // @ts-expect-error: nor are float pixels
      classifier.predict({ width: 1, height: 1, data: new Float32Array(3) }),
    ];
    expect(predict).toBeTypeOf('function');
  });
});
