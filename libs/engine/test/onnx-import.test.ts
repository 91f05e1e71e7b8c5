import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openFileSource } from '@gender/core/node';
import type { Layer, Network } from '@gender/network';
import { readOnnx } from '@gender/onnx';
import { readNpy, transpose, type Float32Tensor } from '@gender/tensor';
import { beforeAll, describe, expect, it } from 'vitest';
import { selectEngine } from '../src/select-engine.js';
import { expectClose } from './expect-close.js';

const folder = fileURLToPath(new URL('../../onnx/test/fixtures/', import.meta.url));
const names = readdirSync(folder).flatMap((file) => /^(.+)\.onnx$/.exec(file)?.slice(1) ?? []);

/** Instance and group normalisation go over the places of each channel, and the last layers along columns. */
const permutations = (name: string): number => (name.startsWith('functions') ? 6 : 0);

const networks = new Map<string, Network>();
const results = new Map<string, Float32Tensor>();
beforeAll(async () => {
  for (const name of names) {
    await using source = await openFileSource(join(folder, `${name}.onnx`));
    networks.set(name, await readOnnx(source));
  }
  const pictures = transpose(await readArray('pictures'), [0, 2, 3, 1]);
  const outputs = [...networks].map(([name, { output }]) => `${name}/${output}`);
  const engine = await selectEngine();
  await using loaded = await engine.loadNetwork(sideBySide(networks), { outputs, threads: 1 });
  const found = await loaded.run(pictures);
  names.forEach((name, index) => results.set(name, found[index]!));
});

/** Blocks of face networks that PyTorch exported in several ways (`tools/oracle/onnx`), and what ONNX Runtime makes of the files. */
describe.each(names)('%s.onnx', (name) => {
  it('computes here what it computes in ONNX Runtime', async () => {
    expectClose(results.get(name)!, await readArray(name), name);
  });

  it('is transposed nowhere but where its layers go over other axes', () => {
    const transposed = networks.get(name)!.layers.filter(({ type }) => type === 'permute');
    expect(transposed).toHaveLength(permutations(name));
  });
});

/** One network of several that read the same pictures: starting a session costs more than running all of them. */
function sideBySide(networks: ReadonlyMap<string, Network>): Network {
  const [input] = [...networks.values()].map((network) => network.input);
  const layers = [...networks].flatMap(([name, network]) => {
    const rename = (layer: string): string =>
      layer === network.input.name ? layer : `${name}/${layer}`;
    return network.layers.map((layer): Layer => ({
      ...layer,
      name: rename(layer.name),
      inputs: layer.inputs.map(rename),
    }));
  });
  return { name: 'blocks', input: input!, layers, output: layers.at(-1)!.name };
}

async function readArray(name: string): Promise<Float32Tensor> {
  await using source = await openFileSource(join(folder, `${name}.npy`));
  return (await readNpy(source)) as Float32Tensor;
}
