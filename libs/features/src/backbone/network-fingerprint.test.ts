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
