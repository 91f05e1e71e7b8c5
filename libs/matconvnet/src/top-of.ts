import { inferShapes, type Layer, type Network } from '@gender/network';

/**
 * Where the top of a network begins: its first fully connected layer, that is a convolution whose
 * filters cover the whole feature map without padding.
 *
 * @returns the index of that layer, or −1
 */
export function topOf(network: Network): number {
  const shapes = inferShapes(network);
  return network.layers.findIndex((layer) => {
    const [height, width] = shapes.get(layer.inputs[0] ?? '') ?? [];
    return coversMap(layer, height, width);
  });
}

function coversMap(layer: Layer, height: number | undefined, width: number | undefined): boolean {
  if (layer.type !== 'conv2d') return false;
  const [kernelHeight, kernelWidth] = layer.kernel.shape;
  const unpadded = layer.padding.every((side) => side === 0);
  return unpadded && kernelHeight === height && kernelWidth === width;
}
