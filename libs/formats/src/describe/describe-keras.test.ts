import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { describeFile } from '../describe-file.js';

const fixture = (name: string): string =>
  fileURLToPath(new URL(`../../../keras/test/fixtures/${name}`, import.meta.url));

it('describes a Keras model that can be read as the network that it is', async () => {
  expect(await describeFile(fixture('keras3_permute.h5'))).toMatchObject({
    kind: 'network',
    format: 'Keras HDF5',
  });
});

it('describes one that cannot as the layers that it has, and says why', async () => {
  const description = await describeFile(fixture('layers/keras3_outputs.keras'));
  expect(description).toMatchObject({
    kind: 'graph',
    format: 'Keras 3',
    inputs: [{ shape: [8, 8, 3] }],
    outputs: [{ name: 'age' }, { name: 'gender' }],
    unsupported: expect.stringContaining('2 outputs ("age", "gender")') as string,
  });
  if (description.kind !== 'graph') expect.fail('not a graph');
  // 5 · 5 · 3 · 2 + 2 of the convolution, 4 · 4 · 2 + 1 of each output.
  expect(description.parameters).toBe(152 + 33 + 33);
  expect(description.nodes.filter(({ parameters }) => parameters > 0)).toMatchObject([
    { type: 'Conv2D', parameters: 152 },
    { name: 'age', type: 'Dense', parameters: 33 },
    { name: 'gender', type: 'Dense', parameters: 33 },
  ]);
});
