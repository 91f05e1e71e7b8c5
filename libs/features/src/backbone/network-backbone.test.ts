import { conv2d, dense, networkOf, type Layer, type Network } from '@gender/network';
import { selectEngine } from '@gender/engine';
import { tensor, zeroTensor } from '@gender/tensor';
import { tinyBackbone } from '@gender/testing';
import { describe, expect, it } from 'vitest';
import { networkFingerprint } from './network-fingerprint.js';
import { NetworkBackbone } from './network-backbone.js';
import { vggConvolutions } from './original-descriptor.js';

const network = tinyBackbone();

/** The network with more layers behind it. */
function extended(...layers: Layer[]): Network {
  const output = layers.at(-1)!.name;
  return { ...network, layers: [...network.layers, ...layers], output };
}

const pool: Layer = { type: 'globalAveragePool', name: 'pool', inputs: [network.output] };

describe('NetworkBackbone', () => {
  it('says of a network what features, training and evaluation ask', () => {
    const backbone = new NetworkBackbone(network);
    expect(backbone).toMatchObject({
      name: 'tiny',
      inputShape: [8, 8, 3],
      preprocessing: network.normalization,
      featureShape: [4, 4, 5],
    });
    expect(backbone.fingerprint).toBe(networkFingerprint(network));
  });

  it("knows the original's descriptor by its layers", () => {
    const kernel = zeroTensor('float32', [1, 1, 3, 3]);
    const layers = vggConvolutions.map((name, index) =>
      conv2d(name, vggConvolutions[index - 1] ?? 'image', { kernel }),
    );
    const vgg = networkOf('vgg', [4, 4, 3], ...layers);
    const shorter = networkOf('vgg', [4, 4, 3], ...layers.slice(0, -1));
    expect(new NetworkBackbone(vgg).isOriginal).toBe(true);
    expect(new NetworkBackbone(shorter).isOriginal).toBe(false);
    expect(new NetworkBackbone(network).isOriginal).toBe(false);
  });

  it('gives features of the shape that it says, maps or vectors', async () => {
    const engine = await selectEngine();
    for (const each of [network, extended(pool)]) {
      const backbone = new NetworkBackbone(each);
      await using loaded = await backbone.load(engine, { threads: 1 });
      const [features] = await loaded.run(zeroTensor('float32', [2, ...backbone.inputShape]));
      expect(features?.shape).toEqual([2, ...backbone.featureShape]);
    }
    expect(new NetworkBackbone(extended(pool)).featureShape).toEqual([5]);
  });

  const scores = dense('scores', 'pool', {
    kernel: tensor('float32', [5, 2], new Float32Array(10)),
  });
  it.each<[string, Network]>([
    ['probabilities', extended(pool, scores, { type: 'softmax', name: 'p', inputs: ['scores'] })],
    ['an independent probability', extended(pool, scores, { type: 'sigmoid', name: 'p', inputs: ['scores'] })], // prettier-ignore
    ['scores that have names', { ...extended(pool, scores), classes: ['a', 'b'] }],
    ['a sequence', networkOf('sequence', [8, 8, 3], { type: 'reshape', name: 'rows', inputs: ['input'], shape: [64, 3] })], // prettier-ignore
  ])('is no network that ends in %s', (_, ending) => {
    expect(() => new NetworkBackbone(ending)).toThrow(
      expect.objectContaining({ code: 'FEATURES_BACKBONE' }),
    );
  });
});
