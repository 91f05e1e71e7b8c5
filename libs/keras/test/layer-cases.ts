import { validateNetwork, type Network } from '@gender/network';
import { tensor, type Float32Tensor } from '@gender/tensor';
import { readFileSync } from 'node:fs';

/** A small network, an input, and what PyTorch makes of it, by the names of layers. */
export interface LayerCase {
  readonly title: string;
  readonly network: Network;
  readonly input: Float32Tensor;
  readonly outputs: Readonly<Record<string, Float32Tensor>>;
}

/** The cases of `@gender/engine`, at least one for each kind of layer. */
export function readLayerCases(): LayerCase[] {
  const path = new URL('../../engine/test/fixtures/layers.json', import.meta.url);
  const cases = JSON.parse(readFileSync(path, 'utf8'), revive) as LayerCase[];
  return cases.map((each) => ({ ...each, network: validateNetwork(each.network) }));
}

/** Turns `{ dtype, shape, data: [...] }` into a tensor. */
function revive(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('dtype' in value)) return value;
  const { shape, data } = value as { dtype: string; shape: number[]; data: number[] };
  return tensor('float32', shape, Float32Array.from(data));
}
