import type { Logger } from '@gender/core';
import type { Quantization } from '@gender/quantization';
import { describe, expect, it } from 'vitest';
import { servingQuantization } from './serving-quantization.js';

const trained: Quantization = { ranges: { image: { min: 0, max: 1 } }, weightBits: 8 };

function listening(): { logger: Logger; warnings: string[] } {
  const warnings: string[] = [];
  const logger = { debug: () => undefined, info: () => undefined };
  return { warnings, logger: { ...logger, warn: (text) => warnings.push(text) } };
}

describe('servingQuantization', () => {
  it('is that of the training unless told otherwise', async () => {
    expect(await servingQuantization('m.h5', trained, {}, 8)).toEqual(trained);
    expect(await servingQuantization('m.h5', trained, { precision: 'int8' }, 8)).toEqual(trained);
    expect(await servingQuantization('m.h5', undefined, {}, 8)).toBeUndefined();
    expect(await servingQuantization('m.h5', undefined, { precision: 'fp32' })).toBeUndefined();
  });

  it('refuses float32 for a head of 8-bit features, unless that is accepted', async () => {
    const { logger, warnings } = listening();
    const choice = { precision: 'fp32', logger } as const;
    await expect(servingQuantization('m.h5', trained, choice)).rejects.toMatchObject({
      code: 'CLASSIFIER_PRECISION',
      message: expect.stringMatching(/m\.h5 was trained on 8-bit .*acceptOtherPrecision/) as string,
    });
    const accepted = { ...choice, acceptOtherPrecision: true };
    expect(await servingQuantization('m.h5', trained, accepted)).toBeUndefined();
    expect(warnings).toEqual([expect.stringContaining('trained on 8-bit ones')]);
  });

  it('cannot compute in 8 bits what was never measured, whatever is accepted', async () => {
    const choice = { precision: 'int8', acceptOtherPrecision: true } as const;
    await expect(servingQuantization('m.h5', undefined, choice)).rejects.toMatchObject({
      code: 'CLASSIFIER_PRECISION',
      message: expect.stringContaining('train a model in int8') as string,
    });
  });

  it('cuts weights to 7 bits for a processor without VNNI, and says so', async () => {
    const { logger, warnings } = listening();
    expect(await servingQuantization('m.h5', trained, { logger }, 7)).toEqual({
      ...trained,
      weightBits: 7,
    });
    expect(warnings).toEqual([expect.stringContaining('cut to 7 bits')]);
  });
});
