import { required } from '@gender/core';

/** A layer as far as its place in a graph goes. */
interface Placed {
  readonly name: string;
  readonly inputs: readonly string[];
}

/**
 * The order in which Keras lists the layers of a functional model, whatever order its
 * configuration has: by their distance from the output, the longest way counting, the farthest
 * first; of equal ones first what is met first from the output on, inputs in their order
 * (`_map_graph_network` of tf.keras, `map_graph` of Keras 3). Weights are found by this order.
 *
 * @param layers - each after those that it reads; the output is the last
 */
export function inKerasOrder<L extends Placed>(layers: readonly L[]): L[] {
  const distances = distancesFromOutput(layers);
  const positions = new Map(traversal(layers).map((name, index) => [name, index]));
  const distance = ({ name }: L): number => required(distances.get(name), `the place of ${name}`);
  const position = ({ name }: L): number => required(positions.get(name), `the place of ${name}`);
  return layers.toSorted((a, b) => distance(b) - distance(a) || position(a) - position(b));
}

function distancesFromOutput(layers: readonly Placed[]): ReadonlyMap<string, number> {
  const distances = new Map(layers.map(({ name }) => [name, 0]));
  for (const { name, inputs } of layers.toReversed()) {
    const next = required(distances.get(name), `the place of ${name}`) + 1;
    for (const input of inputs) distances.set(input, Math.max(next, distances.get(input) ?? 0));
  }
  return distances;
}

/** Names as a walk from the output meets them, depth first. */
function traversal(layers: readonly Placed[]): string[] {
  const inputs = new Map(layers.map((layer) => [layer.name, layer.inputs]));
  const met = new Set<string>();
  const open = layers.slice(-1).map(({ name }) => name);
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (met.has(name)) continue;
    met.add(name);
    const read = inputs.get(name); // none of the input of the whole
    if (read) open.push(...read.toReversed());
  }
  return [...met];
}
