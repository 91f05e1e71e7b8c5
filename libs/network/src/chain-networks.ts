import { required } from '@gender/core';
import { formatShape } from '@gender/tensor';
import { inferShapes } from './infer-shapes.js';
import { NetworkError } from './network-error.js';
import type { Network } from './network.js';

/**
 * One network of two: `second` reads the output of `first`, as a head reads a backbone. The input
 * (of the one size that its shape says) and its normalisation are those of `first`, the output, its classes and their temperature those of `second`.
 *
 * @param name - the name of the result
 * @throws NetworkError when the input of `second` has another shape than the output of `first`
 *   (`NETWORK_SHAPE`), or both have a layer of one name (`NETWORK_NAME`).
 */
export function chainNetworks(first: Network, second: Network, name = second.name): Network {
  checkJoint(first, second);
  const joint = (input: string): string => (input === second.input.name ? first.output : input);
  return {
    name,
    input: { ...first.input, anySize: undefined },
    layers: [
      ...first.layers,
      ...second.layers.map((layer) => ({ ...layer, inputs: layer.inputs.map(joint) })),
    ],
    output: second.output,
    classes: second.classes,
    temperature: second.temperature,
    normalization: first.normalization,
  };
}

function checkJoint(first: Network, second: Network): void {
  const shapes = inferShapes(first);
  const output = formatShape(required(shapes.get(first.output), `the shape of "${first.output}"`));
  const input = formatShape(second.input.shape);
  if (output !== input) {
    throw new NetworkError(
      'NETWORK_SHAPE',
      `network "${second.name}" takes ${input}, but "${first.name}" gives ${output} at "${first.output}"`,
    );
  }
  const names = new Set([first.input.name, ...first.layers.map((layer) => layer.name)]);
  const twice = second.layers.find((layer) => names.has(layer.name));
  if (twice !== undefined) {
    throw new NetworkError(
      'NETWORK_NAME',
      `networks "${first.name}" and "${second.name}" both have a layer "${twice.name}"; rename one of them`,
    );
  }
}
