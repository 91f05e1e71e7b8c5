import { createHash } from 'node:crypto';
import { maxPool, networkOf, type Layer } from '@gender/network';
import { bytesOf } from '@gender/tensor';
import { tinyBackbone } from '@gender/testing';
import { expect, test } from 'vitest';
import { networkFingerprint } from './network-fingerprint.js';

const original = tinyBackbone();

test('does not depend on names', () => {
  const renamed = {
    ...original,
    name: 'other',
    input: { ...original.input, name: 'x' },
    layers: original.layers.map((layer) => ({
      ...layer,
      name: `my_${layer.name}`,
      inputs: layer.inputs.map((input) => (input === 'input' ? 'x' : `my_${input}`)),
    })),
    output: `my_${original.output}`,
  };
  expect(networkFingerprint(renamed)).toBe(networkFingerprint(original));
});

test('changes with a weight, a parameter, the connections and the output', () => {
  const [conv, relu] = original.layers;
  if (conv?.type !== 'conv2d' || relu === undefined) throw new Error('another network');
  const kernel = { ...conv.kernel, data: conv.kernel.data.slice() };
  kernel.data[0] = 0;
  const others = [
    { ...original, layers: [{ ...conv, kernel }, relu] },
    { ...original, layers: [{ ...conv, strides: [1, 2] as const }, relu] },
    { ...original, layers: [conv, { ...relu, inputs: ['input'] }] },
    { ...original, output: 'conv1' },
  ];
  const fingerprints = new Set([original, ...others].map(networkFingerprint));
  expect(fingerprints.size).toBe(5);
});

test('does not depend on the order of fields in memory', () => {
  const reversed = original.layers.map((layer): Layer => {
    return Object.fromEntries(Object.entries(layer).toReversed()) as unknown as Layer;
  });
  expect(networkFingerprint({ ...original, layers: reversed })).toBe(networkFingerprint(original));
});

test('is the hash of this text and these bytes, as in the records of earlier versions', () => {
  const [conv] = original.layers;
  if (conv?.type !== 'conv2d' || conv.bias === undefined) throw new Error('another network');
  const network = networkOf('pooled', [8, 8, 3], conv, maxPool('pool', 'conv1'));
  const hash = createHash('sha256')
    .update('[[8,8,3],1]')
    .update(
      '{"type":"conv2d","strides":[2,2],"padding":[0,1,0,1],"dilation":[1,1],"groups":1,"kernel":[3,3,3,5],"bias":[5],"inputs":[-1]}',
    )
    .update(bytesOf(conv.kernel))
    .update(bytesOf(conv.bias))
    .update('{"type":"maxPool","poolSize":[2,2],"strides":[2,2],"padding":[0,0,0,0],"inputs":[0]}');
  expect(networkFingerprint(network)).toBe(hash.digest('hex'));
});
