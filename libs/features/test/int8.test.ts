import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { readManifest } from '@gender/core/node';
import { writeKerasModel } from '@gender/keras';
import { readOnnxGraph } from '@gender/onnx';
import { temporaryFolder, tinyBackbone, writeColourDataset } from '@gender/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { extractDataset, type ExtractDatasetOptions } from '../src/extract/extract-dataset.js';
import type { FeatureRecord } from '../src/store/feature-record.js';
import { openFeatureStore } from '../src/store/feature-store.js';

const inFolder = temporaryFolder();
let options: ExtractDatasetOptions;

beforeEach(async () => {
  writeColourDataset(inFolder('data', 'Colours'), 6);
  await writeKerasModel(inFolder('tiny.h5'), tinyBackbone());
  options = {
    dataRoot: inFolder('data'),
    dataset: 'Colours',
    backbone: inFolder('tiny.h5'),
    splits: ['train'],
    precision: 'int8',
    calibration: { weightBits: 7 },
  };
});

async function pathOf(change: Partial<ExtractDatasetOptions> = {}): Promise<string> {
  const { stores } = await extractDataset({ ...options, ...change });
  return stores[0]!.path;
}

async function rowsOf(path: string): Promise<Float32Array> {
  await using rows = await openFeatureStore(path);
  return (await rows.read(0, rows.length)).data;
}

describe('extractDataset with int8', () => {
  it('writes features of their own, close to those in float32', async () => {
    const { stores, quantized } = await extractDataset(options);
    expect(quantized).toBe(inFolder('tiny.int8.onnx'));
    const { path = '' } = stores[0] ?? {};
    expect(stores[0]).toMatchObject({ precision: 'int8' });
    expect(basename(path)).toMatch(/^Colours_train\.network\.int8\.[0-9a-f]{12}\.npy$/);
    const { nodes } = readOnnxGraph(readFileSync(quantized!), quantized!);
    expect(nodes.map(({ type }) => type)).toContain('QLinearConv');

    const exact = await rowsOf(await pathOf({ precision: 'fp32' }));
    const found = await rowsOf(path);
    const error = found.reduce((max, value, i) => Math.max(max, Math.abs(value - exact[i]!)), 0);
    expect(error).toBeGreaterThan(0);
    // 27 products, each off by half a level of 1/63 of the largest weight at most.
    expect(error).toBeLessThan(0.03 * Math.max(...exact));
  });

  it('names the quantisation in the record, and nothing of the kind for float32', async () => {
    const recordOf = async (change: Partial<ExtractDatasetOptions>): Promise<FeatureRecord> => {
      await using opened = await openFeatureStore(await pathOf(change));
      return opened.record;
    };
    const first = await recordOf({});
    expect(first.quantization).toMatch(/^[0-9a-f]{64}$/);
    const other = await recordOf({ calibration: { weightBits: 8 } });
    expect(other.quantization).not.toBe(first.quantization);
    expect('quantization' in (await recordOf({ precision: 'fp32' }))).toBe(false);
  });

  it('never takes a row in float32 for one in 8 bits', async () => {
    await extractDataset({ ...options, precision: 'fp32' });
    const manifest = await readManifest(await pathOf());
    expect(manifest.options).toMatchObject({ computed: 12, precision: 'int8' });
  });

  it('measures the network once for all splits and runs', async () => {
    const messages: string[] = [];
    const logger = {
      debug: () => undefined,
      info: (message: string) => void messages.push(message),
      warn: () => undefined,
    };
    await extractDataset({ ...options, logger });
    await extractDataset({ ...options, splits: ['train', 'validation'], logger });
    expect(messages.filter((message) => message.includes('8 bits'))).toEqual([
      expect.stringContaining('measured on 12 training pictures'),
      expect.stringContaining('as before'),
    ]);
  });

  it('leaves no 8-bit network behind without int8', async () => {
    await extractDataset({ ...options, precision: undefined });
    expect(existsSync(inFolder('tiny.int8.onnx'))).toBe(false);
  });
});
