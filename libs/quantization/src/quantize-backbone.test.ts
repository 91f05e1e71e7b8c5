import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readManifest, sha256 } from '@gender/core/node';
import { readOnnxGraph } from '@gender/onnx';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { picturesOf, SmallRunner, smallNetwork } from '../test/small-network.js';
import {
  quantizeBackbone,
  quantizedPath,
  type QuantizeBackboneOptions,
} from './quantize-backbone.js';

let folder: string;
let runner: SmallRunner;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quantization-'));
  runner = new SmallRunner();
});
afterEach(() => rm(folder, { recursive: true }));

const options = (changes: Partial<QuantizeBackboneOptions> = {}): QuantizeBackboneOptions => ({
  network: smallNetwork(),
  path: join(folder, 'descriptor.h5'),
  fingerprint: 'weights',
  calibration: { batches: picturesOf([1, -2], [3, 0.25]), size: 2, fingerprint: 'pictures' },
  weightBits: 8,
  runner,
  ...changes,
});

describe('quantizeBackbone', () => {
  it('writes a quantised ONNX file beside the network, and its ranges into the manifest', async () => {
    const { path, quantization, calibrated } = await quantizeBackbone(
      options({ method: 'minmax' }),
    );
    expect(calibrated).toBe(true);
    expect(path).toBe(join(folder, 'descriptor.int8.onnx'));
    expect(quantization).toEqual({
      ranges: { image: { min: -2, max: 3 }, relu: { min: 0, max: 5 } },
      weightBits: 8,
      floatLayers: [],
    });
    const { nodes } = readOnnxGraph(await readFile(path), path);
    expect(nodes.map(({ type }) => type)).toContain('QLinearConv');
    expect(await readManifest(path)).toMatchObject({
      command: 'quantize',
      options: { method: 'minmax', images: 2, pictures: 'pictures', quantization },
      inputs: {},
      outputs: { 'descriptor.int8.onnx': sha256(await readFile(path)) },
    });
  });

  it('measures once, and takes the ranges from the manifest afterwards', async () => {
    const first = await quantizeBackbone(options());
    const second = await quantizeBackbone(options());
    expect(second).toEqual({ ...first, calibrated: false });
    expect(runner.loads).toBe(1);
  });

  it.each<[string, Partial<QuantizeBackboneOptions>]>([
    ['network', { fingerprint: 'other weights' }],
    ['method', { method: 'percentile' }],
    ['width of weights', { weightBits: 7 }],
    ['list of layers in float32', { floatLayers: ['conv'] }],
  ])('measures again for another %s', async (_, change) => {
    await quantizeBackbone(options());
    expect((await quantizeBackbone(options(change))).calibrated).toBe(true);
  });

  it('measures again where the layers of the same network have other names', async () => {
    await quantizeBackbone(options());
    const renamed = { ...smallNetwork(), input: { ...smallNetwork().input, name: 'pixels' } };
    const layers = renamed.layers.map((layer) => ({
      ...layer,
      inputs: layer.inputs.map((name) => (name === 'image' ? 'pixels' : name)),
    }));
    const again = await quantizeBackbone(options({ network: { ...renamed, layers } }));
    expect(Object.keys(again.quantization.ranges)).toEqual(['pixels', 'relu']);
  });

  it('measures again for other pictures, and when the file is gone', async () => {
    const { path } = await quantizeBackbone(options());
    const calibration = { batches: picturesOf([7, 7]), size: 1, fingerprint: 'other pictures' };
    const other = await quantizeBackbone(options({ calibration }));
    expect(other.quantization.ranges['image']).toEqual({ min: 0, max: 7 });
    await rm(path);
    expect(
      (
        await quantizeBackbone(
          options({ calibration: { ...calibration, batches: picturesOf([7, 7]) } }),
        )
      ).calibrated,
    ).toBe(true);
  });

  it('never cuts pictures off, whatever the method', async () => {
    const { quantization } = await quantizeBackbone(options({ method: 'percentile' }));
    expect(quantization.ranges['image']).toEqual({ min: -2, max: 3 });
  });
});

describe('quantizedPath', () => {
  it('replaces the ending of the file', () => {
    expect(quantizedPath('models/v1.2/descriptor.h5')).toBe('models/v1.2/descriptor.int8.onnx');
    expect(quantizedPath('models/v1.2/descriptor')).toBe('models/v1.2/descriptor.int8.onnx');
  });
});
