import { templates, type Face } from '@gender/faces';
import type { Picture } from '@gender/image';
import { tensor } from '@gender/tensor';
import { describe, expect, it } from 'vitest';
import { cutFaces, type FaceCut } from './cut-faces.js';
import { predictPictures, type Predictor } from './predict-pictures.js';

/** Says how red the middle of its input is. */
const predictor: Predictor = {
  classes: ['Red', 'Dark'],
  preprocessing: { mode: 'rescale', height: 3, width: 3, resampling: 'nearest', exif: 'apply' },
  batchSize: 2,
  run: ({ data, shape: [count = 0] }) => {
    const red = Array.from({ length: count }, (_, row) => data[row * 27 + 12]!);
    const values = Float32Array.from(red.flatMap((share) => [share, 1 - share]));
    return Promise.resolve(tensor('float32', [count, 2], values));
  },
};

/** Black, red from a column on. */
function photo(redFrom: number): Picture {
  const [width, height] = [400, 200];
  const data = Uint8Array.from({ length: width * height * 3 }, (_, at) =>
    at % 3 === 0 && (at / 3) % width >= redFrom ? 255 : 0,
  );
  return { width, height, data };
}

/** A face as the dlib template has it, so many times as large, from a column on. */
function faceAt(left: number, scale: number): Face {
  const [leftEye, rightEye, nose, leftMouth, rightMouth] = templates.dlib.points.map(
    ({ x, y }) => ({ x: left + x * scale, y: y * scale }),
  );
  const side = 150 * scale;
  return {
    ...{ box: { left, top: 0, width: side, height: side }, score: 0.9 },
    points: {
      ...{ leftEye: leftEye!, rightEye: rightEye!, nose: nose! },
      ...{ leftMouth: leftMouth!, rightMouth: rightMouth! },
    },
  };
}

async function predict(pictures: readonly Picture[], faces: Face[], orWhole = false) {
  const finder = { find: () => Promise.resolve(faces) };
  const cut: FaceCut = { finder, template: templates.dlib, orWhole };
  const results = [];
  for await (const result of predictPictures(cutFaces(pictures, cut), predictor)) {
    results.push(result);
  }
  return results;
}

describe('of a photo, where faces are looked for', () => {
  it('every face is predicted from its own pixels, the largest first, with its place', async () => {
    const faces = [faceAt(0, 0.5), faceAt(200, 1)];
    expect(await predict([photo(200), photo(0)], faces)).toMatchObject([
      { index: 0, label: 'Red', box: faces[1]!.box },
      { index: 0, label: 'Dark', box: faces[0]!.box },
      { index: 1, label: 'Red', box: faces[1]!.box },
      { index: 1, label: 'Red', box: faces[0]!.box },
    ]);
  });

  it.each([false, true])(
    'nothing is said without a face, also of what may be cropped: %s',
    async (orWhole) => {
      const [result, ...others] = await predict([photo(0)], [], orWhole);
      expect(others).toEqual([]);
      expect(result).toMatchObject({ index: 0, error: { code: 'CLASSIFIER_NO_FACE' } });
      expect(result).not.toHaveProperty('label');
    },
  );

  it('a picture that may be cropped is taken whole where it shows little more than a face', async () => {
    // The square of the face takes 300 and 225 of the 400 columns: more, and less, than two thirds.
    const [whole] = await predict([photo(200)], [faceAt(0, 2)], true);
    expect(whole).toMatchObject({ label: 'Red' });
    expect(whole).not.toHaveProperty('box');
    const [cut] = await predict([photo(200)], [faceAt(0, 1.5)], true);
    expect(cut).toMatchObject({ label: 'Dark', box: { width: 225 } });
    // What is cut out in training is cut out of any picture.
    expect((await predict([photo(200)], [faceAt(0, 2)]))[0]).toHaveProperty('box');
  });

  it('a picture too small for a scene is taken whole where it may be cropped', async () => {
    const tiny = { width: 63, height: 9, data: new Uint8Array(63 * 9 * 3) };
    expect((await predict([tiny], [], true))[0]).toMatchObject({ label: 'Dark' });
    expect((await predict([tiny], []))[0]).toHaveProperty('error');
  });

  it('one that cannot be read costs its own answer only', async () => {
    const bad = { width: 2, height: 2, data: new Uint8Array(5) };
    expect(await predict([bad, photo(0)], [faceAt(0, 1)])).toMatchObject([
      { index: 0, error: { code: 'CLASSIFIER_PICTURE' } },
      { index: 1, label: 'Red' },
    ]);
  });

  it('a slip of the finder is no failure of the photo', async () => {
    const finder = { find: () => Promise.reject(new TypeError('slip')) };
    const items = cutFaces([photo(0)], { finder, template: templates.dlib, orWhole: false });
    await expect(predictPictures(items, predictor).next()).rejects.toThrow('slip');
  });
});
