import { readFileSync } from 'node:fs';
import { validateNetwork, type Network } from '@gender/network';
import { formatShape, tensor, type Float32Tensor } from '@gender/tensor';

/** A small network, an input, and what PyTorch makes of it. */
export interface LayerCase {
  readonly title: string;
  readonly network: Network;
  readonly input: Float32Tensor;
  /** By the name of the layer, in the order in which they are to be asked for. */
  readonly outputs: ReadonlyMap<string, Float32Tensor>;
}

/** Reads `fixtures/layers.json`: at least one case for each kind of layer. */
export function readLayerCases(): LayerCase[] {
  const text = readFileSync(new URL('fixtures/layers.json', import.meta.url), 'utf8');
  const cases = JSON.parse(text, reviveTensor) as (Omit<LayerCase, 'outputs'> & {
    outputs: Record<string, Float32Tensor>;
  })[];
  return cases.map(({ title, network, input, outputs }) => ({
    title,
    network: validateNetwork(network),
    input,
    outputs: new Map(Object.entries(outputs)),
  }));
}

/** Cases of one input, joined into one network. */
export interface CaseGroup {
  readonly network: Network;
  readonly input: Float32Tensor;
  /** For each output of the network that has an expectation: its name, the case, and what is expected. */
  readonly outputs: readonly { name: string; title: string; expected: Float32Tensor }[];
}

/**
 * Joins the cases that have the same input side by side into one network, because starting a
 * session costs more than running all of them.
 */
export function groupLayerCases(cases: readonly LayerCase[]): CaseGroup[] {
  const shapes = new Set(cases.map(({ input }) => formatShape(input.shape)));
  return [...shapes].map((shape) => {
    const members = cases.filter(({ input }) => formatShape(input.shape) === shape);
    const { input } = members[0]!;
    const layers = members.flatMap(({ title, network }) => {
      const rename = (name: string): string =>
        name === network.input.name ? name : `${title}/${name}`;
      return network.layers.map((layer) => ({
        ...layer,
        name: rename(layer.name),
        inputs: layer.inputs.map(rename),
      }));
    });
    const outputs = members.flatMap(({ title, outputs }) =>
      [...outputs].map(([name, expected]) => ({ name: `${title}/${name}`, title, expected })),
    );
    const joined = { name: shape, input: members[0]!.network.input, layers };
    return { network: { ...joined, output: layers.at(-1)!.name }, input, outputs };
  });
}

/** Turns `{ dtype, shape, data: [...] }` into a tensor. */
export function reviveTensor(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('dtype' in value)) return value;
  const { shape, data } = value as { dtype: string; shape: number[]; data: number[] };
  return tensor('float32', shape, Float32Array.from(data));
}
