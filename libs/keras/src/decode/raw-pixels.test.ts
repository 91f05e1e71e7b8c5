import type { Network } from '@gender/network';
import { tensor } from '@gender/tensor';
import { describe, expect, it } from 'vitest';
import { chain, type Link } from '../../test/files.js';
import { rawPixels, takesPixels } from './raw-pixels.js';

const behind = (...links: Link[]): Network => chain([8, 8, 3], ...links);
const rescaling = (scale: number): Link => ({ type: 'rescaling', name: 'r', scale, offset: -1 });
const normalization = (mean: number, gamma?: number): Link => ({
  type: 'batchNormalization',
  name: 'n',
  epsilon: 0,
  mean: tensor('float32', [3], new Float32Array(3).fill(mean)),
  variance: tensor('float32', [3], new Float32Array(3).fill(1)),
  ...(gamma !== undefined && { gamma: tensor('float32', [3], new Float32Array(3).fill(gamma)) }),
});

describe('a network takes pixels 0–255', () => {
  it.each<[string, Network, boolean]>([
    ['that it divides by 255', behind(rescaling(1 / 255)), true],
    ['that it divides by 127.5', behind(rescaling(1 / 127.5)), true],
    ['with means of that range', behind(normalization(120)), true],
    ['that it divides by 255, channel by channel', behind(normalization(0, 1 / 255)), true],
    ['not where it takes 0–1', behind(rescaling(2)), false],
    ['not with means of 0–1', behind(normalization(0.5)), false],
    ['not with what was trained', behind({ ...normalization(120), epsilon: 1e-3 } as Link), false],
    [
      'not where it scales them only later',
      behind({ type: 'tanh', name: 't' }, rescaling(0.01)),
      false,
    ],
  ])('%s', (_, network, expected) => {
    expect(takesPixels(network)).toBe(expected);
  });

  it('which are then fed as they are', () => {
    expect(rawPixels(behind(rescaling(1 / 255)))).toEqual({
      mean: tensor('float32', [3], new Float32Array(3)),
    });
  });
});
