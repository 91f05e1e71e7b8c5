import type { Quantization } from '@gender/onnx';
import { describe, expect, it } from 'vitest';
import { quantizationHash, quantizationSchema } from './quantization-schema.js';

const quantization: Quantization = {
  ranges: { image: { min: -1, max: 1.1 }, relu: { min: 0, max: 3 } },
  weightBits: 8,
  floatLayers: ['b', 'a'],
};

describe('quantizationHash', () => {
  it('survives a file, and the order of ranges and layers', () => {
    const read = quantizationSchema.parse(JSON.parse(JSON.stringify(quantization)));
    expect(quantizationHash(read)).toBe(quantizationHash(quantization));
    const reordered: Quantization = {
      weightBits: 8,
      floatLayers: ['a', 'b'],
      ranges: { relu: { max: 3, min: 0 }, image: { min: -1, max: 1.1 } },
    };
    expect(quantizationHash(reordered)).toBe(quantizationHash(quantization));
  });

  it.each<Partial<Quantization>>([
    { weightBits: 7 },
    { floatLayers: [] },
    { ranges: { ...quantization.ranges, relu: { min: 0, max: 3.0000002 } } },
    { ranges: { image: { min: -1, max: 1.1 }, rel: { min: 0, max: 3 } } },
  ])('differs with %j', (change) => {
    expect(quantizationHash({ ...quantization, ...change })).not.toBe(
      quantizationHash(quantization),
    );
  });
});
