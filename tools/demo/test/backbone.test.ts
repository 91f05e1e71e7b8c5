import { readFile } from 'node:fs/promises';
import { memorySource } from '@gender/core';
import { sha256 } from '@gender/core/node';
import { fieldOf, numbersOf, readMat, textOf, type MatValue } from '@gender/mat';
import { describe, expect, it } from 'vitest';

const folder = new URL('../../../models/demo/', import.meta.url);
const bytes = await readFile(new URL('vgg_face_demo.mat', folder));
const net = (await readMat(memorySource(bytes))).get('net');

const cellsOf = (value: MatValue | undefined): readonly MatValue[] =>
  value?.kind === 'cell' ? value.cells : [];
const layers = cellsOf(fieldOf(net, 'layers'));

describe('the backbone of the demo', () => {
  it('is the file that its README describes, of at most 2 MB', async () => {
    expect(await readFile(new URL('README.md', folder), 'utf8')).toContain(sha256(bytes));
    expect(bytes.length).toBeLessThanOrEqual(2_000_000);
  });

  it('has the 39 layers of VGG-Face at an eighth of the width', () => {
    const widths = layers.flatMap((layer) => {
      const filters = cellsOf(fieldOf(layer, 'weights'))[0];
      return filters === undefined ? [] : [filters.shape[3]];
    });
    expect(layers).toHaveLength(39);
    expect(textOf(fieldOf(layers[0], 'name'))).toBe('conv1_1');
    expect(textOf(fieldOf(layers[38], 'type'))).toBe('softmax');
    expect(widths).toEqual([8, 8, 16, 16, 32, 32, 32, 64, 64, 64, 64, 64, 64, 64, 64, 320]);
  });

  it('carries the names of its people and its mean image', () => {
    expect(cellsOf(fieldOf(fieldOf(net, 'classes'), 'name'))).toHaveLength(320);
    const mean = numbersOf(fieldOf(fieldOf(net, 'normalization'), 'averageImage'));
    expect(mean?.map(Math.round)).toEqual([137, 123, 116]);
  });
});
