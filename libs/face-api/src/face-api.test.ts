import { countMultiplyAdds, inferShapes, validateNetwork } from '@gender/network';
import { tensor, type Tensor } from '@gender/tensor';
import { basename } from 'node:path';
import { expect, it } from 'vitest';
import { FaceApiError } from './face-api-error.js';
import { locatePackageFile } from './locate-package-file.js';
import { openFaceApi } from './open-face-api.js';
import { WeightTaker } from './weight-taker.js';

it('reads the recognition network of the installed package', async () => {
  const model = await openFaceApi();
  const network = validateNetwork(await model.read());
  expect(model.files.map((file) => basename(file))).toEqual([
    'face_recognition_model-weights_manifest.json',
    'face_recognition_model.bin',
  ]);
  const shapes = inferShapes(network);
  expect([shapes.get('pool'), shapes.get('descriptor')]).toEqual([[256], [128]]);
  expect(network.layers.filter(({ type }) => type === 'add')).toHaveLength(14);
  expect(countMultiplyAdds(network).total).toBe(272_494_592);
});

it('reads the detector, whose boxes are a 32nd of the picture, and the 68 points', async () => {
  const detector = validateNetwork(await (await openFaceApi('detector')).read());
  expect(inferShapes(detector).get('boxes')).toEqual([13, 13, 25]);
  const landmarks = validateNetwork(await (await openFaceApi('landmarks')).read());
  expect(inferShapes(landmarks).get('points')).toEqual([136]);
});

it('says how a missing package is installed', () => {
  expect(() => locatePackageFile('model.bin', ['/nowhere/package.json'])).toThrowError(
    expect.objectContaining({
      name: FaceApiError.name,
      code: 'FACE_API_MISSING',
      message: expect.stringContaining('npm install @vladmandic/face-api@1.7.15') as string,
    }),
  );
});

it('takes the scale of each channel into the convolution before it', () => {
  const floats = (...values: number[]): Tensor =>
    tensor('float32', [values.length], Float32Array.from(values));
  const taker = new WeightTaker(
    'weights',
    new Map<string, Tensor>([
      ['a/conv/filters', tensor('float32', [1, 1, 2, 2], Float32Array.of(1, 2, 3, 4))],
      ['a/conv/bias', floats(1, -1)],
      ['a/scale/weights', floats(10, 100)],
      ['a/scale/biases', floats(0.5, 0.25)],
    ]),
  );
  const { kernel, bias } = taker.convolution('a', [1, 1, 2, 2]);
  expect([...kernel.data]).toEqual([10, 200, 30, 400]);
  expect([...bias.data]).toEqual([10.5, -99.75]);
});

it('refuses weights of another network', () => {
  const taker = new WeightTaker(
    'weights.json',
    new Map([['fc', tensor('int32', [2], Int32Array.of(1, 2))]]),
  );
  expect(() => taker.take('fc', [2])).toThrowError('"fc" of weights.json is int32 of shape (2,)');
  expect(() => taker.take('none', [2])).toThrowError('"none" of weights.json is missing');
});
