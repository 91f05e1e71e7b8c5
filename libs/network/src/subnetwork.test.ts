import { describe, expect, it } from 'vitest';
import { conv, dense } from '../test/small-networks.js';
import { chainNetworks } from './chain-networks.js';
import { networkOf } from './network-of.js';
import type { Network } from './network.js';
import { requiredLayers, subnetwork } from './subnetwork.js';
import { validateNetwork } from './validate-network.js';

const branches: Network = {
  ...networkOf(
    'small',
    [8, 9, 4],
    conv({ name: 'left' }),
    conv({ name: 'right' }),
    { type: 'add', name: 'sum', inputs: ['left', 'right'] },
    { type: 'globalMaxPool', name: 'pool', inputs: ['right'] },
  ),
  classes: ['a', 'b', 'c', 'd', 'e', 'f'],
  temperature: 1.5,
};

describe('subnetwork', () => {
  it('keeps what the output depends on, in order', () => {
    const cut = validateNetwork(subnetwork(branches, 'sum'));
    expect(cut.layers.map(({ name }) => name)).toEqual(['left', 'right', 'sum']);
    expect(cut.output).toBe('sum');
    expect([cut.classes, cut.temperature]).toEqual([undefined, undefined]);
  });

  it('keeps the class names and the temperature when the output stays', () => {
    const cut = subnetwork(branches, 'pool');
    expect(cut.layers.map(({ name }) => name)).toEqual(['right', 'pool']);
    expect([cut.classes, cut.temperature]).toEqual([branches.classes, 1.5]);
  });

  it('names the layers that exist when there is no such layer', () => {
    expect(() => subnetwork(branches, 'pool5')).toThrow(
      expect.objectContaining({
        code: 'NETWORK_LAYER',
        message: 'network "small" has no layer "pool5"; its layers are left, right, sum, pool',
      }),
    );
  });
});

describe('requiredLayers', () => {
  it('joins what several outputs need', () => {
    const names = requiredLayers(branches, ['pool', 'left']).map(({ name }) => name);
    expect(names).toEqual(['left', 'right', 'pool']);
  });
});

describe('chainNetworks', () => {
  const backbone = networkOf(
    'small',
    [8, 9, 3],
    { type: 'globalMaxPool', name: 'pool', inputs: ['image'] },
    dense({
      inputs: ['pool'],
      kernel: { dtype: 'float32', shape: [3, 4], data: new Float32Array(12) },
    }),
  );
  const head: Network = {
    name: 'head',
    input: { name: 'features', shape: [4] },
    layers: [
      dense({ name: 'logits', inputs: ['features'] }),
      { type: 'softmax', name: 'prob', inputs: ['logits'] },
    ],
    output: 'prob',
    classes: ['a', 'b', 'c', 'd', 'e'],
  };

  it('lets the head read the output of the backbone', () => {
    const whole = validateNetwork(chainNetworks(backbone, head, 'whole'));
    expect(whole.layers.map(({ name, inputs }) => `${inputs.join()}→${name}`)).toEqual([
      'image→pool',
      'pool→dense',
      'dense→logits',
      'logits→prob',
    ]);
    expect(whole).toMatchObject({
      name: 'whole',
      input: backbone.input,
      output: 'prob',
      classes: head.classes,
    });
  });

  it('refuses a head that takes another shape', () => {
    const wide = { ...head, input: { name: 'features', shape: [1, 4] } };
    expect(() => chainNetworks(backbone, wide)).toThrow(
      'network "head" takes (1, 4), but "small" gives (4,) at "dense"',
    );
  });

  it('refuses two layers of one name', () => {
    const clash = { ...head, layers: [dense({ inputs: ['features'] })], output: 'dense' };
    expect(() => chainNetworks(backbone, clash)).toThrow(
      expect.objectContaining({ code: 'NETWORK_NAME' }),
    );
  });
});
