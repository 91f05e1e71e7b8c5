import { zeroTensor } from '@gender/tensor';
import { describe, expect, it } from 'vitest';
import { conv, networkOf, transposed } from '../test/small-networks.js';
import { countMultiplyAdds, countParameters } from './count.js';

describe('countMultiplyAdds', () => {
  it('counts a kernel for each place of the result, in a transposed convolution of the input', () => {
    const network = networkOf([8, 9, 4], conv(), transposed());
    const { byLayer } = countMultiplyAdds(network);
    expect(byLayer.get('conv')).toBe(6 * 7 * (3 * 3 * 4 * 6));
    expect(byLayer.get('up')).toBe(8 * 9 * (3 * 3 * 6 * 4));
  });
});

describe('countParameters', () => {
  it('counts kernel and bias of a transposed convolution', () => {
    const up = transposed({ groups: 2, bias: zeroTensor('float32', [12]) });
    expect(countParameters(networkOf([8, 9, 4], up)).total).toBe(3 * 3 * 6 * 4 + 12);
  });
});
