import { firstInput, type Conv2dLayer, type Network } from '@gender/network';

/**
 * The activations whose ranges a `Quantization` needs: what convolutions read and what they make,
 * each once, in the order of the network. A ReLU that alone reads a convolution is part of it, and
 * max-pooling and dropout leave a range as it is, so neither is listed.
 */
export function quantizableActivations(network: Network): string[] {
  const names = network.layers.flatMap((layer) =>
    layer.type === 'conv2d'
      ? [rangeSource(network, firstInput(layer)), resultOf(network, layer)]
      : [],
  );
  return [...new Set(names)];
}

/** The activation that has the range of another: what its pools and dropouts have read. */
export function rangeSource(network: Network, activation: string): string {
  const layer = network.layers.find(({ name }) => name === activation);
  return layer?.type === 'maxPool' || layer?.type === 'dropout'
    ? rangeSource(network, firstInput(layer))
    : activation;
}

/**
 * The activation that a convolution makes in integers: that of the ReLU which alone reads it, or
 * its own.
 *
 * @param outputs - layers whose activations somebody asks for
 */
export function resultOf(
  network: Network,
  convolution: Conv2dLayer,
  outputs: readonly string[] = [network.output],
): string {
  const [reader, another] = network.layers.filter(({ inputs }) =>
    inputs.includes(convolution.name),
  );
  const folds = reader?.type === 'relu' && reader.negativeSlope === 0 && another === undefined;
  return folds && !outputs.includes(convolution.name) ? reader.name : convolution.name;
}
