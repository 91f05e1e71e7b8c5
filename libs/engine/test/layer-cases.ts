import { readFileSync } from 'node:fs';
import { validateNetwork, type Network } from '@gender/network';
import { tensor, type Float32Tensor } from '@gender/tensor';

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
  const cases = JSON.parse(text, revive) as (Omit<LayerCase, 'outputs'> & {
    outputs: Record<string, Float32Tensor>;
  })[];
  return cases.map(({ title, network, input, outputs }) => ({
    title,
    network: validateNetwork(network),
    input,
    outputs: new Map(Object.entries(outputs)),
  }));
}

/** Turns `{ dtype, shape, data: [...] }` into a tensor. */
function revive(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('dtype' in value)) return value;
  const { shape, data } = value as { dtype: string; shape: number[]; data: number[] };
  return tensor('float32', shape, Float32Array.from(data));
}
