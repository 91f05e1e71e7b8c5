import { isOutlineOnly, outlineKerasModel, readKerasModel, type KerasOutline } from '@gender/keras';
import { describeNetwork } from './describe-network.js';
import type { DescribedGraph, FileDescription } from './file-description.js';

/**
 * How Keras files are described: as the network that they are read as, or, where networks lack
 * something, as what the file says.
 *
 * @param format - its name
 */
export function describeKeras(format: string): (path: string) => Promise<FileDescription> {
  return async (path) => {
    try {
      const { network } = await readKerasModel(path);
      return { kind: 'network', format, ...describeNetwork(network) };
    } catch (error) {
      if (!isOutlineOnly(error)) throw error;
      return describeOutline(format, await outlineKerasModel(path), error.message);
    }
  };
}

function describeOutline(
  format: string,
  { name, inputs, outputs, layers }: KerasOutline,
  unsupported: string,
): DescribedGraph {
  const nodes = layers.map((layer) => ({
    name: layer.name,
    type: layer.className,
    inputs: layer.inputs,
    parameters: layer.weights.reduce(
      (sum, { shape }) => sum + shape.reduce((product, length) => product * length, 1),
      0,
    ),
  }));
  return {
    kind: 'graph',
    format,
    name,
    inputs: inputs.map((input) => ({
      name: input.name,
      shape: input.shape.map((length) => length ?? '?'),
    })),
    outputs: outputs.map((output) => ({ name: output, shape: [] })),
    nodes,
    initializers: layers.flatMap(({ weights }) =>
      weights.map(({ name, dtype: type, shape }) => ({ name, type, shape })),
    ),
    parameters: nodes.reduce((sum, node) => sum + node.parameters, 0),
    unsupported,
  };
}
