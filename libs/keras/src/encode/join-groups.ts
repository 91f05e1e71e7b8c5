import { zeroTensor, type Float32Tensor } from '@gender/tensor';

/**
 * A kernel of groups as one without: zeros where a group does not see a channel.
 *
 * @param kernel - of shape `(height, width, one, all)`: its last axis holds what all groups have,
 *   filters of a convolution or inputs of a transposed one, the axis before what one of them has
 * @returns of shape `(height, width, one · groups, all)`
 */
export function joinGroups(kernel: Float32Tensor, groups: number): Float32Tensor {
  if (groups === 1) return kernel;
  const [height = 0, width = 0, one = 0, all = 0] = kernel.shape;
  const joined = zeroTensor('float32', [height, width, one * groups, all]);
  const share = all / groups;
  for (let row = 0; row < height * width * one; row += 1) {
    const [place, channel] = [Math.floor(row / one), row % one];
    for (let group = 0; group < groups; group += 1) {
      const target = (place * groups + group) * one + channel;
      const start = row * all + group * share;
      joined.data.set(kernel.data.subarray(start, start + share), target * all + group * share);
    }
  }
  return joined;
}
