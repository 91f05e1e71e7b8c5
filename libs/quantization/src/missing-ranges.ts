import type { Network } from '@gender/network';
import { quantizableActivations, type Quantization } from '@gender/onnx';

/**
 * The activations of a network that a quantisation has no range for: none, unless it was made for
 * another network, or for one whose layers have other names. Without ranges convolutions would stay
 * in float32, and nobody would notice.
 */
export function missingRanges(network: Network, { ranges }: Quantization): string[] {
  return quantizableActivations(network).filter((name) => !Object.hasOwn(ranges, name));
}
