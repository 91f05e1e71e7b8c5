import { createHash } from 'node:crypto';
import { compareCodePoints, required } from '@gender/core';
import type { Network } from '@gender/network';
import { bytesOf, type Tensor } from '@gender/tensor';

/** Where the input stands: before the first layer. */
const INPUT = -1;

/**
 * The order in which the fields of a layer are hashed, whatever order a reader gives them; others
 * follow by name. Another order would make every stored row stale.
 */
const FIELDS = [
  ...['type', 'poolSize', 'strides', 'padding', 'cropping', 'dilation', 'groups', 'kernel', 'bias'],
  ...['negativeSlope', 'rate', 'shape', 'axes', 'epsilon', 'size', 'alpha', 'gamma', 'beta'],
  ...['kappa', 'mean', 'variance'],
];

/**
 * The SHA-256 of what a network computes: its input shape, the parameters and weights of its
 * layers and how they are connected. Names do not count, so a backbone has the same fingerprint
 * in its own file and inside a transfer model.
 */
export function networkFingerprint(network: Network): string {
  const hash = createHash('sha256');
  const positions = new Map(network.layers.map(({ name }, index) => [name, index]));
  positions.set(network.input.name, INPUT);
  const position = (name: string): number =>
    required(positions.get(name), `the layer "${name}" of ${network.name}`);

  hash.update(JSON.stringify([network.input.shape, position(network.output)]));
  for (const { name: _, inputs, ...parameters } of network.layers) {
    const tensors: Tensor[] = [];
    hash.update(
      JSON.stringify(
        { ...inOrder(parameters), inputs: inputs.map(position) },
        (_key, value: unknown) => {
          if (!isTensor(value)) return value;
          tensors.push(value);
          return value.shape;
        },
      ),
    );
    for (const tensor of tensors) hash.update(bytesOf(tensor));
  }
  return hash.digest('hex');
}

function inOrder(parameters: object): object {
  const rank = (field: string): number => {
    const known = FIELDS.indexOf(field);
    return known < 0 ? FIELDS.length : known;
  };
  return Object.fromEntries(
    Object.entries(parameters).sort(
      ([left], [right]) => rank(left) - rank(right) || compareCodePoints(left, right),
    ),
  );
}

function isTensor(value: unknown): value is Tensor {
  return typeof value === 'object' && value !== null && 'dtype' in value && 'data' in value;
}
