import { type MatInput } from '@gender/mat';
import { describe, expect, it } from 'vitest';
import { vggFaceNet } from './vgg-face-mat.js';

function field(value: MatInput | undefined, name: string): MatInput | undefined {
  return value?.kind === 'struct' ? value.fields.get(name)?.[0] : undefined;
}

function cells(value: MatInput | undefined): readonly MatInput[] {
  return value?.kind === 'cell' ? value.cells : [];
}

const layers = cells(field(vggFaceNet(0), 'layers'));
const weights = layers.flatMap((layer) => cells(field(layer, 'weights')));

describe('vggFaceNet', () => {
  it('has the 39 layers of VGG-Face', () => {
    expect(layers).toHaveLength(39);
    expect(field(layers[31], 'name')).toMatchObject({ rows: ['fc6'] });
  });

  it('has as many parameters', () => {
    // VGG-16 (138 357 544) with 2622 instead of 1000 outputs of 4097 parameters each.
    const sizes = weights.map(({ shape }) => shape.reduce((product, axis) => product * axis, 1));
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(138_357_544 + 1622 * 4097);
  });

  it('draws the same He-normal weights for the same seed', () => {
    const draw = (seed: number): number[] => firstKernel(seed);
    const numbers = draw(1);
    expect(draw(1)).toEqual(numbers);
    expect(draw(2)).not.toEqual(numbers);
    const variance = numbers.reduce((sum, each) => sum + each * each, 0) / numbers.length;
    // 1728 weights: the variance of a sample is within 15 % of 2 / 27 (four standard errors).
    expect(variance).toBeGreaterThan(0.85 * (2 / 27));
    expect(variance).toBeLessThan(1.15 * (2 / 27));
  });
});

function firstKernel(seed: number): number[] {
  const [first] = cells(field(vggFaceNet(seed), 'layers'));
  const [kernel] = cells(field(first, 'weights'));
  if (kernel?.kind !== 'stream') return [];
  const chunks = kernel.chunks();
  return Symbol.iterator in chunks ? [...chunks].flatMap((chunk) => Array.from(chunk, Number)) : [];
}
