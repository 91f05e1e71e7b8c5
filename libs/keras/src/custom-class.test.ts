import { describe, expect, it } from 'vitest';
import { decodeSequential, kerasLayer, type KerasLayer } from '../test/decode.js';
import { customName, type ClassRecord } from './custom-class.js';

type Origin = Omit<ClassRecord, 'class_name'>;

const ours: readonly Origin[] = [
  {},
  { module: 'keras.layers' },
  { module: 'keras.layers', registered_name: null },
  { module: 'keras', registered_name: null },
  { module: 'keras.src.models.functional', registered_name: 'Functional' },
  { module: 'keras.src.engine.functional', registered_name: 'Functional' },
  { module: 'tf_keras.src.engine.functional', registered_name: 'Functional' },
];

const others: readonly [Origin, name: string][] = [
  [{ module: null, registered_name: 'Mine>Functional' }, 'Mine>Functional'],
  [{ module: null, registered_name: 'Functional' }, 'Custom>Functional'],
  [{ module: null }, 'Custom>Functional'],
  [{ module: 'faces.layers', registered_name: 'Functional' }, 'Custom>Functional'],
  [{ module: 'keras_hub.src.layers', registered_name: null }, 'Custom>Functional'],
  [{ module: 'mykeras', registered_name: null }, 'Custom>Functional'],
  [{ module: 'keras.layers', registered_name: 'Other' }, 'Custom>Other'],
  [{ registered_name: 'Mine>Functional' }, 'Mine>Functional'],
];

describe('a class', () => {
  it.each(ours)("of %j is Keras' own", (origin) => {
    expect(customName({ class_name: 'Functional', ...origin })).toBeUndefined();
  });

  it.each(others)('of %j is %s', (origin, name) => {
    expect(customName({ class_name: 'Functional', ...origin })).toBe(name);
  });
});

describe("a class of one's own with the name of a built-in one", () => {
  const origin = { module: null, registered_name: 'Mine>Own' };
  const model = { layers: [kerasLayer('ReLU')], name: 'mine' };
  const activation = { class_name: 'ReLU', config: {}, ...origin };

  it.each<[string, KerasLayer]>([
    ['ReLU', { ...kerasLayer('ReLU'), ...origin }],
    ['Dropout, left out otherwise', { ...kerasLayer('GaussianDropout'), ...origin }],
    ['an operation', { ...kerasLayer('Add'), ...origin }],
    ['an input', { ...kerasLayer('InputLayer'), ...origin }],
    ['a model within the model', { ...kerasLayer('Sequential', model), ...origin }],
  ])('is refused by its full name: %s', (_, layer) => {
    expect(() => decodeSequential([layer])).toThrow(
      expect.objectContaining({
        code: 'KERAS_UNSUPPORTED',
        message: 'model.h5: layer "mine" (Mine>Own) has a class that networks do not have',
      }),
    );
  });

  it('is refused as an activation, too', () => {
    expect(() => decodeSequential([kerasLayer('Activation', { activation })])).toThrow(
      'model.h5: layer "mine" (Activation) has the activation "Mine>Own", which networks do not have',
    );
  });
});
