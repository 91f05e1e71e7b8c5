import type { ByteSource } from '@gender/core';
import { matCell, matRow, matStruct, type MatInput } from '@gender/mat';
import { describe, expect, it } from 'vitest';
import {
  conv,
  dagNet,
  layer,
  normalization,
  single,
  sourceOf,
  texts,
  weights,
  type Fields,
} from '../test/mat-files.js';
import { importMatConvNet } from './import-matconvnet.js';

/** More weights than are read before it is known that they are needed: 6 · 6 · 2 · 65 536. */
const LARGE = [6, 6, 2, 1 << 16];
const large = single(LARGE, new Array<number>(72 << 16).fill(0.5));
const top = layer('conv', weights(large));
const layers = matCell<MatInput>([conv, layer('relu'), top, layer('softmax')]);

/** The same source, and how many of its bytes were asked for at the furthest. */
function watched(source: ByteSource): { source: ByteSource; furthest: () => number } {
  let furthest = 0;
  const slice = (start: number, end: number): ReturnType<ByteSource['slice']> => {
    furthest = Math.max(furthest, end);
    return source.slice(start, end);
  };
  const { name, byteLength } = source;
  return { source: { name, byteLength, slice }, furthest: () => furthest };
}

const uncompressed = (fields: Fields): Promise<ByteSource> =>
  sourceOf({ net: matStruct(fields) }, 0);

describe('importMatConvNet', () => {
  it('ends reading at the top where the normalisation stands before the layers', async () => {
    const { source, furthest } = watched(
      await uncompressed({ normalization: normalization(), layers, rest: large }),
    );
    const network = await importMatConvNet(source, { includeTop: false });
    expect(network).toMatchObject({ output: 'relu2', layers: { length: 2 } });
    expect(furthest()).toBeLessThan(source.byteLength * 0.05);
  });

  it('reads on to a normalisation that stands after them', async () => {
    const { source, furthest } = watched(
      await uncompressed({ layers, meta: matStruct({ normalization: normalization() }) }),
    );
    const network = await importMatConvNet(source, { includeTop: false });
    expect(network).toMatchObject({ output: 'relu2', input: { shape: [8, 8, 3] } });
    expect(furthest()).toBe(source.byteLength);
  });

  it('ends reading at the layer that is to be the last, large weights included', async () => {
    const { source, furthest } = watched(
      await uncompressed({ normalization: normalization(), layers, rest: large }),
    );
    const network = await importMatConvNet(source, { until: 'conv3' });
    const last = network.layers.at(-1);
    expect(last?.type === 'conv2d' && last.kernel.data.every((value) => value === 0.5)).toBe(true);
    expect(furthest()).toBeLessThan(source.byteLength * 0.6);
  });

  it('does not take class names for those of a layer before the last', async () => {
    const three = matCell<MatInput>([conv, layer('relu'), layer('softmax')]);
    const classes = matStruct<MatInput>({ name: texts('a', 'b') });
    const source = await uncompressed({
      classes,
      normalization: normalization(),
      layers: three,
    });
    expect(await importMatConvNet(source, { until: 'relu2' })).toMatchObject({
      classes: undefined,
    });
    expect(await importMatConvNet(source, { until: 'softmax3' })).toMatchObject({
      classes: ['a', 'b'],
    });
  });

  it('reads the large weights of a DagNN that are needed, and no others', async () => {
    const net = dagNet(
      [
        { name: 'conv', type: 'Conv', inputs: ['x'], params: ['a'] },
        { name: 'fc', type: 'Conv', inputs: ['conv'], params: ['b'] },
        { name: 'end', type: 'Conv', inputs: ['fc'], params: ['c'] },
      ],
      // The weights of the last layer do not fit, which nobody finds out.
      { a: single([3, 3, 3, 2]), b: large, c: large },
    );
    const network = await importMatConvNet(await sourceOf({ net }, 0), { until: 'fc' });
    expect(network.layers[1]).toMatchObject({
      kernel: { shape: LARGE, data: { length: 72 << 16 } },
    });
  });

  it('passes over what a checkpoint holds beside the network', async () => {
    const net = matStruct<MatInput>({ layers: matCell([conv]), normalization: normalization() });
    const stats = matStruct<MatInput>({ layers: matRow(1) });
    const source = await sourceOf({ stats, info: stats, net, state: stats });
    expect(await importMatConvNet(source)).toMatchObject({ output: 'conv1' });
  });

  it('finds a network under another name', async () => {
    const cnn = matStruct<MatInput>({ layers: matCell([conv]), normalization: normalization() });
    const source = await sourceOf({ epoch: matRow(3), cnn });
    expect(await importMatConvNet(source)).toMatchObject({ output: 'conv1' });
  });

  it('folds batch normalisation into the convolution before it', async () => {
    const bnorm = layer(
      'bnorm',
      weights(single([2, 1], [2, 4]), single([2, 1], [1, 1]), single([2, 2], [1, 2, 2, 4])),
    );
    const net = matStruct<MatInput>({
      layers: matCell([
        layer('conv', weights(single([1, 1, 3, 2], [1, 1, 1, 1, 1, 1]), single([2, 1], [3, 4]))),
        bnorm,
      ]),
      normalization: normalization(),
    });
    const source = await sourceOf({ net });
    // gamma / sigma is 1 for both: the kernel stays, the bias becomes (bias − mean) + beta.
    expect(await importMatConvNet(source, { foldBatchNormalization: true })).toMatchObject({
      output: 'conv1',
      layers: [{ kernel: { data: { 0: 1, 5: 1 } }, bias: { data: Float32Array.of(3, 3) } }],
    });
  });
});
