import type { ConvTranspose2dLayer } from '@gender/network';
import { zeroTensor, type Float32Tensor } from '@gender/tensor';

/**
 * The kernel of a transposed convolution as one without groups: zeros where a group does not see
 * a channel.
 *
 * @returns of shape `(height, width, filters, inputChannels)`
 */
export function joinGroups({ kernel, groups }: ConvTranspose2dLayer): Float32Tensor {
  if (groups === 1) return kernel;
  const [height = 0, width = 0, filters = 0, channels = 0] = kernel.shape;
  const joined = zeroTensor('float32', [height, width, filters * groups, channels]);
  const channelsOfGroup = channels / groups;
  for (let row = 0; row < height * width * filters; row += 1) {
    const [place, filter] = [Math.floor(row / filters), row % filters];
    for (let group = 0; group < groups; group += 1) {
      const target = (place * groups + group) * filters + filter;
      const start = group * channelsOfGroup;
      const from = row * channels + start;
      const values = kernel.data.subarray(from, from + channelsOfGroup);
      joined.data.set(values, target * channels + start);
    }
  }
  return joined;
}
