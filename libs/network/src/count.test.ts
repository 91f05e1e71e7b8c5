import { zeroTensor } from '@gender/tensor';
import { describe, expect, it } from 'vitest';
import { conv, transposed } from '../test/small-networks.js';
import { countMultiplyAdds, countParameters } from './count.js';
import { networkOf } from './network-of.js';

describe('countMultiplyAdds', () => {
  it('counts a kernel for each place of the result, in a transposed convolution of the input', () => {
    const network = networkOf('small', [8, 9, 4], conv(), transposed());
    const { byLayer } = countMultiplyAdds(network);
    expect(byLayer.get('conv')).toBe(6 * 7 * (3 * 3 * 4 * 6));
    expect(byLayer.get('up')).toBe(8 * 9 * (3 * 3 * 6 * 4));
  });
});

describe('countParameters', () => {
  it('counts kernel and bias of a transposed convolution', () => {
    const up = transposed({ groups: 2, bias: zeroTensor('float32', [12]) });
    expect(countParameters(networkOf('small', [8, 9, 4], up)).total).toBe(3 * 3 * 6 * 4 + 12);
  });
});
