import { readFileSync } from 'node:fs';
import { memorySource } from '@gender/core';
import { dense, networkOf, type Network } from '@gender/network';
import { tensor, type Float32Tensor } from '@gender/tensor';
import { describe, expect, it } from 'vitest';
import { cutOnnx, joinHead, mapsChannelsLast, splitHead } from '../src/index.js';
import { encodeFile, floats, node, type File } from './made-file.js';

const fixture = (name: string): Buffer =>
  readFileSync(new URL(`fixtures/opaque/${name}`, import.meta.url));
const openFixture = (location: string): Promise<ReturnType<typeof memorySource>> =>
  Promise.resolve(memorySource(fixture(location), location));
const any = memorySource(fixture('any.onnx'), 'any.onnx');
const made = (file: File): ReturnType<typeof memorySource> =>
  memorySource(encodeFile(file), 'made.onnx');

const weights = (...shape: number[]): Float32Tensor => {
  const length = shape.reduce((a, b) => a * b, 1);
  return tensor(
    'float32',
    shape,
    Float32Array.from({ length }, (_, at) => Math.sin(at + 1)),
  );
};

/** Features `(4, 4, 4)` to two classes, as training makes heads. */
const head: Network = {
  ...networkOf(
    'head',
    [4, 4, 4],
    {
      ...{ type: 'layerNormalization', name: 'norm', inputs: ['input'], epsilon: 2 ** -10 },
      ...{ gamma: weights(4), beta: weights(4) },
    },
    { type: 'flatten', name: 'flatten', inputs: ['norm'] },
    dense('fc1', 'flatten', { kernel: weights(64, 2), bias: weights(2) }),
    { type: 'softmax', name: 'softmax', inputs: ['fc1'] },
  ),
  classes: ['Female', 'Male'],
};

describe('a file that is run as it is', () => {
  it('takes pictures with channels last, for any number or for the one it is made for', async () => {
    expect(await cutOnnx(any, { output: 'map' })).toMatchObject({
      input: { shape: [8, 8, 3] },
      batch: undefined,
      channelsFirst: true,
    });
    const one = memorySource(fixture('one.onnx'), 'one.onnx');
    expect(await cutOnnx(one, { openExternal: openFixture })).toMatchObject({ batch: 1 });
  });

  it('leaves out what the features do not depend on, such as a classifier', async () => {
    const whole = await cutOnnx(any);
    const map = await cutOnnx(any, { output: 'map' });
    // 64 × 3 floats of the scores.
    expect(whole.bytes.length - map.bytes.length).toBeGreaterThan(768);
  });

  it('holds weights that lay in another file, which must be there to be read', async () => {
    const one = memorySource(fixture('one.onnx'), 'one.onnx');
    const { bytes } = await cutOnnx(one, { output: 'map', openExternal: openFixture });
    expect(Buffer.from(bytes).includes(fixture('one.bin').subarray(0, 432))).toBe(true);
    await expect(cutOnnx(one)).rejects.toMatchObject({ code: 'ONNX_EXTERNAL' });
  });

  it.each<[string, File, string | undefined, string]>([
    ['a tensor that nothing gives', { nodes: [node('Atan', ['x'], ['y'])] }, 'z', 'ONNX_OUTPUT'],
    [
      'a size that is open',
      { nodes: [node('Atan', ['x'], ['y'])], shape: ['N', 3, 'h', 'w'] },
      undefined,
      'ONNX_INPUT',
    ],
    [
      'two inputs',
      { nodes: [node('Atan', ['x'], ['a']), node('Mul', ['a', 'b'], ['y'])], inputs: ['b'] },
      undefined,
      'ONNX_GRAPH',
    ],
    [
      'other numbers than 32-bit floats',
      { nodes: [node('Atan', ['x'], ['y'])], elementType: 10 },
      undefined,
      'ONNX_INPUT',
    ],
  ])('is refused for %s', async (_, file, output, code) => {
    await expect(cutOnnx(made(file), { output })).rejects.toMatchObject({ code });
  });
});

describe('a file with a head', () => {
  it.each([11, 13, 17, 21])('comes apart to what it was joined of, in set %i', async (opset) => {
    const file = made({
      nodes: [node('Conv', ['x', 'w'], ['c']), node('Atan', ['c'], ['y'])],
      initializers: [floats('w', [4, 3, 5, 5], Array<number>(300).fill(0.01))],
      shape: ['N', 3, 8, 8],
      opset,
    });
    const features = mapsChannelsLast(await cutOnnx(file));
    const bytes = joinHead(features, head, { classes: JSON.stringify(head.classes) });
    const parts = await splitHead(bytes, 'joined.onnx');
    expect(parts?.features).toEqual({ ...features, name: 'joined.onnx' });
    expect(parts?.featureShape).toEqual([4, 4, 4]);
    expect(parts?.metadata.classes).toBe('["Female","Male"]');
    expect(parts?.head.classes).toEqual(head.classes);
    const plain = ({ layers }: Network): unknown =>
      layers.map(({ name: _, inputs: __, ...layer }) => layer);
    expect(plain(parts!.head)).toEqual(plain(head));
  });

  it('is no other ONNX file, and none whose head was cut off', async () => {
    expect(await splitHead(fixture('any.onnx'), 'any.onnx')).toBeUndefined();
    const features = mapsChannelsLast(await cutOnnx(any, { output: 'map' }));
    const bytes = Buffer.from(joinHead(features, head, {}));
    const renamed = Buffer.from(bytes);
    const at = renamed.lastIndexOf('"name":"features');
    renamed.write('"name":"feat', at);
    renamed.write('zzzz', at + '"name":"feat'.length);
    await expect(splitHead(renamed, 'renamed.onnx')).rejects.toMatchObject({
      code: 'ONNX_FORMAT',
      message: expect.stringContaining('has no head behind') as string,
    });
  });
});
