import { describe, expect, it } from 'vitest';
import { sessionOptions } from './session-options.js';

describe('sessionOptions', () => {
  it('asks for exact sums with weights of 8 bits, which saturate without VNNI', () => {
    const exact = { session: { x64quantprecision: '1' } };
    expect(sessionOptions('onnxruntime', 'cpu', 8).extra).toEqual(exact);
    expect(sessionOptions('onnxruntime', 'cpu', 7).extra).toBeUndefined();
    expect(sessionOptions('onnxruntime', 'cpu').extra).toBeUndefined();
  });
});
