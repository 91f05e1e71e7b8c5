import { createRandom, type Logger } from '@gender/core';
import { choosePreprocessing, NetworkBackbone } from '@gender/features';
import { writeKerasModel } from '@gender/keras';
import { temporaryFolder, tinyBackbone } from '@gender/testing';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createHead } from '../head/create-head.js';
import {
  readTransferModel,
  wholeNetwork,
  writeTransferModel,
  type TransferModel,
} from './transfer-model.js';

const inFolder = temporaryFolder();

/** A model saved by TensorFlow 1.14 in the original's form; see the README beside it. */
const original = fileURLToPath(
  new URL('../../../keras/test/fixtures/tf1_14_flat_transfer.h5', import.meta.url),
);

function tinyModel(classes: string[], mode: 'network' | 'rescale'): TransferModel {
  const backbone = tinyBackbone();
  const head = createHead({
    inputShape: [4, 4, 5],
    classes,
    random: createRandom(1),
    hiddenUnits: [6],
  });
  const choice = { mode, resampling: 'bicubic', exif: 'ignore' } as const;
  return {
    backbone,
    head,
    classes,
    preprocessing: choosePreprocessing(new NetworkBackbone(backbone), choice),
  };
}

function listening(): { logger: Logger; warnings: string[] } {
  const warnings: string[] = [];
  const logger = { debug: () => undefined, info: () => undefined };
  return { warnings, logger: { ...logger, warn: (text) => warnings.push(text) } };
}

describe('a transfer model file', () => {
  it('holds how its backbone is computed in 8 bits, and nothing of the kind otherwise', async () => {
    const model = tinyModel(['a', 'b'], 'network');
    await writeTransferModel(inFolder('float.h5'), model);
    expect('quantization' in (await readTransferModel(inFolder('float.h5')))).toBe(false);
    const quantization = {
      ranges: { input: { min: -120.5, max: 0.1 }, conv1_relu: { min: 0, max: 1 / 3 } },
      weightBits: 7,
      floatLayers: [],
    } as const;
    await writeTransferModel(inFolder('int8.h5'), { ...model, quantization });
    expect((await readTransferModel(inFolder('int8.h5'))).quantization).toEqual(quantization);
  });

  it('is refused when ranges are of other layers', async () => {
    const ranges = { input: { min: 0, max: 1 }, conv7_relu: { min: 0, max: 1 } };
    const quantization = { ranges, weightBits: 8 } as const;
    const model = tinyModel(['a', 'b'], 'network');
    await writeTransferModel(inFolder('renamed.h5'), { ...model, quantization });
    await expect(readTransferModel(inFolder('renamed.h5'))).rejects.toMatchObject({
      code: 'CLASSIFIER_MODEL',
      message: expect.stringContaining('has no range for "conv1_relu"') as string,
    });
  });

  it('is refused when what it says of 8 bits cannot be understood', async () => {
    const metadata = { preprocessing: '{"mode":"rescale","resampling":"nearest","exif":"apply"}' };
    const network = wholeNetwork(tinyModel(['a', 'b'], 'rescale'));
    const attributes = { ...metadata, quantization: '{"weightBits":4}' };
    await writeKerasModel(inFolder('odd.h5'), network, { metadata: attributes });
    await expect(readTransferModel(inFolder('odd.h5'))).rejects.toMatchObject({
      code: 'CLASSIFIER_MODEL',
      message: expect.stringContaining('the attribute "quantization" of') as string,
    });
  });

  it.each(['network', 'rescale'] as const)('says how to feed it (%s)', async (mode) => {
    const model = tinyModel(['anna', 'otto', 'kim'], mode);
    await writeTransferModel(inFolder('model.h5'), model);
    const { logger, warnings } = listening();
    const read = await readTransferModel(inFolder('model.h5'), { logger });
    expect(read.classes).toEqual(['anna', 'otto', 'kim']);
    expect(read.preprocessing).toEqual(model.preprocessing);
    expect(read.head.layers).toEqual(model.head.layers);
    expect(read.backbone.layers).toEqual(model.backbone.layers);
    expect(warnings).toEqual([]);
  });

  it('of the original means Female, Male and rescale, and that is said in one line', async () => {
    const { logger, warnings } = listening();
    const model = await readTransferModel(original, { logger });
    expect(model.classes).toEqual(['Female', 'Male']);
    expect(model.preprocessing).toMatchObject({ mode: 'rescale', height: 64, width: 64 });
    expect(model.head.layers[0]).toMatchObject({ type: 'layerNormalization' });
    expect(model.notes).toEqual(warnings);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/Female, Male.*divided by 255/);
  });

  it('is refused when it holds a backbone alone', async () => {
    await writeKerasModel(inFolder('backbone.h5'), tinyBackbone());
    await expect(readTransferModel(inFolder('backbone.h5'))).rejects.toMatchObject({
      code: 'CLASSIFIER_MODEL',
    });
  });

  it('is refused when its attribute cannot be understood', async () => {
    const metadata = { preprocessing: '{"mode":"guess"}' };
    await writeTransferModel(inFolder('model.h5'), tinyModel(['a', 'b'], 'network'));
    const { backbone, head } = await readTransferModel(inFolder('model.h5'));
    const layers = [
      ...backbone.layers,
      ...head.layers.map((layer) => ({
        ...layer,
        inputs: layer.inputs.map((name) => (name === 'features' ? backbone.output : name)),
      })),
    ];
    await writeKerasModel(
      inFolder('other.h5'),
      { ...backbone, layers, output: head.output, classes: ['a', 'b'] },
      { metadata },
    );
    await expect(readTransferModel(inFolder('other.h5'))).rejects.toThrow(/"mode":"guess"/);
  });
});
