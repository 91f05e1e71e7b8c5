import { describe, expect, it } from 'vitest';
import { picturesOf, SmallRunner, smallNetwork } from '../test/small-network.js';
import { calibrate } from './calibrate.js';
import { QuantizationError } from './quantization-error.js';

describe('calibrate', () => {
  it('counts the values of the input and of each convolution with its ReLU', async () => {
    const batches = picturesOf([1, -2], [3, 0.25]);
    const runner = new SmallRunner();
    const histograms = await calibrate(smallNetwork(), { batches, size: 2 }, { runner });
    expect([...histograms.keys()]).toEqual(['image', 'relu']);
    const [image, relu] = [...histograms.values()];
    expect(image).toMatchObject({ zeros: 0, positive: { largest: 3 }, negative: { largest: 2 } });
    expect(relu).toMatchObject({ zeros: 2, positive: { largest: 5 }, negative: { largest: 0 } });
  });

  it('shows how far it is', async () => {
    const shown: string[] = [];
    await calibrate(
      smallNetwork(),
      { batches: picturesOf([1, 2], [3, 4]), size: 2 },
      {
        runner: new SmallRunner(),
        progress: {
          start: ({ label, total }) => {
            shown.push(`${label} ${total}`);
            return {
              advance: (units) => void shown.push(`+${units}`),
              stop: () => void shown.push('stop'),
            };
          },
        },
      },
    );
    expect(shown).toEqual(['calibrating 2', '+1', '+1', 'stop']);
  });

  it('ends when it is told to', async () => {
    const set = { batches: picturesOf([1, 2]), size: 1 };
    const options = { runner: new SmallRunner(), signal: AbortSignal.abort(new Error('enough')) };
    await expect(calibrate(smallNetwork(), set, options)).rejects.toThrow('enough');
  });

  it('refuses a network without convolutions', async () => {
    const [, relu] = smallNetwork().layers;
    const network = { ...smallNetwork(), layers: [{ ...relu!, inputs: ['image'] }] };
    const set = { batches: picturesOf([1, 2]), size: 1 };
    const calibrating = calibrate(network, set, { runner: new SmallRunner() });
    await expect(calibrating).rejects.toThrow(QuantizationError);
    await expect(calibrating).rejects.toMatchObject({ code: 'QUANTIZATION_LAYERS' });
  });

  it('refuses to guess without pictures', async () => {
    const set = { batches: picturesOf(), size: 0 };
    await expect(
      calibrate(smallNetwork(), set, { runner: new SmallRunner() }),
    ).rejects.toMatchObject({ code: 'QUANTIZATION_CALIBRATION' });
  });

  it('names the activation that is not finite', async () => {
    const set = { batches: picturesOf([1, 2]), size: 1 };
    await expect(
      calibrate(smallNetwork(Infinity), set, { runner: new SmallRunner() }),
    ).rejects.toMatchObject({
      code: 'QUANTIZATION_ACTIVATION',
      message: expect.stringContaining('in "relu" that are not finite') as string,
    });
  });
});
