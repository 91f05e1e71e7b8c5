import { inferShapes, layerWeights, validateNetwork, type Network } from '@gender/network';
import { elementCount, tensor } from '@gender/tensor';
import fc from 'fast-check';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  listKerasWeights,
  outlineKerasModel,
  readKerasModel,
  readKerasWeights,
  writeKerasModel,
  writeKerasWeights,
} from '../src/index.js';
import { evaluate } from './decode.js';
import { chain, temporaryFolder, type Link } from './files.js';
import { plainTypes, randomNetworks } from './random-network.js';

const folder = temporaryFolder();
const forms = ['model.h5', 'model.keras'];

/** The same network, its layers by their names: another order of branches is the same network. */
function byName({ layers, ...network }: Network): object {
  return { ...network, layers: new Map(layers.map((layer) => [layer.name, layer])) };
}

/** The same network with nothing but zeros for weights. */
function withoutWeights(network: Network): Network {
  const layers = network.layers.map((layer) => ({
    ...layer,
    ...Object.fromEntries(
      layerWeights(layer).map(({ name, tensor: { shape } }) => [
        name,
        tensor('float32', shape, new Float32Array(elementCount(shape))),
      ]),
    ),
  }));
  return { ...network, layers };
}

describe.each(forms)('a random network in a %s', (file) => {
  it('is read as it was written, whatever its layers', async () => {
    const path = join(folder(), `read-${file}`);
    await fc.assert(
      fc.asyncProperty(randomNetworks(), async (network) => {
        await writeKerasModel(path, network);
        const read = await readKerasModel(path);
        expect(byName(read.network)).toEqual(byName(network));
      }),
      { numRuns: 12 },
    );
  });

  it('is read with each type of layer', async () => {
    const path = join(folder(), `each-${file}`);
    for (const type of plainTypes) {
      // Merges need two activations of one shape, which the first layer makes.
      const [network] = fc.sample(
        randomNetworks([type, 'tanh']).filter(({ layers }) =>
          layers.some((layer) => layer.type === type),
        ),
        1,
      );
      await writeKerasModel(path, network!);
      expect(byName((await readKerasModel(path)).network), type).toEqual(byName(network!));
    }
  });

  it('is written in the same bytes again', async () => {
    const [once, twice] = [join(folder(), `once-${file}`), join(folder(), `twice-${file}`)];
    await fc.assert(
      fc.asyncProperty(randomNetworks(), async (network) => {
        await writeKerasModel(once, network);
        await writeKerasModel(twice, (await readKerasModel(once)).network);
        expect((await readFile(twice)).equals(await readFile(once))).toBe(true);
      }),
      { numRuns: 6 },
    );
  });

  it('is outlined with every weight that it has', async () => {
    const path = join(folder(), `outline-${file}`);
    await fc.assert(
      fc.asyncProperty(randomNetworks(), async (network) => {
        await writeKerasModel(path, network);
        const { layers, inputs } = await outlineKerasModel(path);
        expect(inputs).toEqual([{ name: 'image', shape: network.input.shape }]);
        const listed = layers.flatMap(({ weights }) => weights.map((each) => each.shape));
        const counts = network.layers.flatMap(layerWeights).map((each) => each.tensor.data.length);
        expect(listed.map(elementCount).sort()).toEqual(counts.sort());
      }),
      { numRuns: 6 },
    );
  });
});

describe('the weights of a random network', () => {
  const networks = randomNetworks(plainTypes);

  it('come back by the names of layers, from weights alone and from a whole model', async () => {
    const [alone, whole] = [join(folder(), 'alone.h5'), join(folder(), 'whole.h5')];
    await fc.assert(
      fc.asyncProperty(networks, async (network) => {
        await writeKerasWeights(alone, network);
        await writeKerasModel(whole, network);
        for (const path of [alone, whole]) {
          expect(await readKerasWeights(path, withoutWeights(network))).toEqual(network);
        }
      }),
      { numRuns: 6 },
    );
  });

  it('are listed under the names of their layers, with their shapes', async () => {
    const path = join(folder(), 'listed.h5');
    await fc.assert(
      fc.asyncProperty(networks, async (network) => {
        await writeKerasWeights(path, network);
        const found = (await listKerasWeights(path)).map(
          ({ layer, weights }) => [layer, weights.map(({ shape }) => shape)] as const,
        );
        const shapes = inferShapes(network);
        const own = network.layers
          .map((layer) => {
            // Keras keeps the slopes `(C)` of a PReLU of maps as `(1, 1, C)`.
            const shared =
              layer.type === 'prelu'
                ? shapes
                    .get(layer.name)!
                    .slice(1)
                    .map(() => 1)
                : [];
            return [
              layer.name,
              layerWeights(layer).map((w) => [...shared, ...w.tensor.shape]),
            ] as const;
          })
          .filter(([, shapes]) => shapes.length > 0);
        expect(new Map(found)).toEqual(new Map(own));
      }),
      { numRuns: 6 },
    );
  });
});

describe('a layer that is several in Keras', () => {
  const value = fc.double({ min: -20, max: 20, noNaN: true });
  const limits = fc.tuple(value, value).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);

  /** What is read of a network of one layer makes of values what the formula makes of them. */
  async function expectSame(
    layer: Link,
    values: readonly number[],
    formula: (x: number) => number,
  ): Promise<void> {
    const path = join(folder(), 'several.h5');
    await writeKerasModel(path, chain([values.length], layer));
    const { network } = await readKerasModel(path);
    validateNetwork(network);
    expect(inferShapes(network).get(network.output)).toEqual([values.length]);
    evaluate(network, values).forEach((found, index) => {
      // Sums of numbers up to 40 in float64.
      expect(found).toBeCloseTo(formula(values[index]!), 12);
    });
  }

  it('clips at the same limits', async () => {
    await fc.assert(
      fc.asyncProperty(limits, fc.array(value, { minLength: 1, maxLength: 5 }), async (own, xs) => {
        const [min, max] = own;
        const clip = { type: 'clip', name: 'clip' } as const;
        await expectSame({ ...clip, min, max }, xs, (x) => Math.min(Math.max(x, min), max));
        await expectSame({ ...clip, min }, xs, (x) => Math.max(x, min));
        await expectSame({ ...clip, max }, xs, (x) => Math.min(x, max));
      }),
      { numRuns: 6 },
    );
  });

  it('has the slope of its hard sigmoid', async () => {
    await fc.assert(
      fc.asyncProperty(fc.double({ min: 0.1, max: 1, noNaN: true }), async (slope) => {
        const layer = { type: 'hardSigmoid', name: 'hard', slope } as const;
        const values = [-9, -1, -0.5, 0, 0.25, 1, 9];
        await expectSame(layer, values, (x) => Math.min(Math.max(slope * x + 0.5, 0), 1));
      }),
      { numRuns: 6 },
    );
  });
});
