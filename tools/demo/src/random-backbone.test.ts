import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openFileSource } from '@gender/core/node';
import {
  fieldOf,
  matArray,
  matCell,
  matRow,
  matStruct,
  matText,
  readMat,
  textOf,
  writeMat,
  type MatValue,
} from '@gender/mat';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeRandomBackbone } from './random-backbone.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gender-demo-'));
  const filters = matArray('single', [3, 3, 4, 50], new Float32Array(1800).fill(7));
  const biases = matArray('single', [50, 1], new Float32Array(50).fill(7));
  const layer = matStruct({
    name: matText('conv1'),
    weights: matCell([filters, biases]),
    pad: matRow(1),
  });
  await writeMat(join(folder, 'net.mat'), { net: matStruct({ layers: matCell([layer]) }) });
});
afterAll(() => rm(folder, { recursive: true }));

async function readRandom(name: string, seed: number): Promise<MatValue | undefined> {
  await writeRandomBackbone(join(folder, 'net.mat'), join(folder, name), seed);
  await using source = await openFileSource(join(folder, name));
  return (await readMat(source)).get('net');
}

/** Filters and biases of the only layer. */
function weightsOf(net: MatValue | undefined): number[][] {
  if (net?.kind === 'numeric') return [Array.from(net.data, Number)];
  if (net?.kind === 'cell') return net.cells.flatMap(weightsOf);
  if (net?.kind !== 'struct') return [];
  return (net.fields.get('layers') ?? net.fields.get('weights') ?? []).flatMap(weightsOf);
}

describe('writeRandomBackbone', () => {
  it('draws filters of variance 2 / inputs and zero biases', async () => {
    const [filters, biases] = weightsOf(await readRandom('a.mat', 1));
    const variance = filters!.reduce((sum, value) => sum + value * value, 0) / 1800;
    expect(variance).toBeGreaterThan((2 / 36) * 0.85);
    expect(variance).toBeLessThan((2 / 36) * 1.15);
    expect(biases).toEqual(Array.from({ length: 50 }, () => 0));
  });

  it('depends on the seed, and keeps everything else', async () => {
    const first = await readRandom('b.mat', 2);
    const other = await readRandom('c.mat', 3);
    expect(weightsOf(await readRandom('d.mat', 2))).toEqual(weightsOf(first));
    expect(weightsOf(other)).not.toEqual(weightsOf(first));
    const layers = fieldOf(other, 'layers');
    const [layer] = layers?.kind === 'cell' ? layers.cells : [];
    expect(textOf(fieldOf(layer, 'name'))).toBe('conv1');
    expect(fieldOf(layer, 'pad')).toMatchObject({ class: 'double', shape: [1, 1] });
  });
});
