import { createRandom } from '@gender/core';
import { writeKerasModel } from '@gender/keras';
import { dense, networkOf, type Layer, type Network } from '@gender/network';
import { tensor } from '@gender/tensor';
import { solidPicture, temporaryFolder, tinyBackbone } from '@gender/testing';
import { describe, expect, it } from 'vitest';
import { GenderClassifier, type LoadOptions } from './gender-classifier.js';
import { readTransferModel } from './transfer-model.js';

const inFolder = temporaryFolder();
const random = createRandom(5);
const preprocessing = { mode: 'rescale' } as const;
const two = ['cat', 'dog'];

/** Pictures, a map of `(4, 4, 5)`, its Flatten, a dense layer of so many units, and what follows. */
function foreign(units: number, ...activations: ['softmax' | 'sigmoid' | 'relu'] | []): Network {
  const backbone = tinyBackbone();
  const kernel = Float32Array.from({ length: 80 * units }, () => random.next() - 0.5);
  const layers: Layer[] = [
    ...backbone.layers,
    { type: 'flatten', name: 'flat', inputs: [backbone.output] },
    dense('scores', 'flat', { kernel: tensor('float32', [80, units], kernel) }),
  ];
  for (const type of activations) {
    const base = { name: `last_${type}`, inputs: ['scores'] };
    layers.push(type === 'relu' ? { ...base, type, negativeSlope: 0 } : { ...base, type });
  }
  return { ...networkOf('foreign', [8, 8, 3], ...layers), input: backbone.input };
}

/** What a load gives: a code, or the probabilities of a picture. */
async function outcome(network: Network, options: LoadOptions): Promise<unknown> {
  const path = inFolder('foreign.h5');
  await writeKerasModel(path, network);
  try {
    await using classifier = await GenderClassifier.load(path, options);
    const { probabilities } = await classifier.classify(solidPicture(9, 7, [200, 100, 50]));
    const values = Object.values(probabilities);
    expect(values.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 6);
    for (const value of values) expect(value).toBeGreaterThanOrEqual(0);
    return Object.keys(probabilities);
  } catch (cause) {
    return (cause as { code?: unknown }).code;
  }
}

describe('what a foreign model means', () => {
  const both = { classes: two, preprocessing };
  const three = { classes: ['a', 'b', 'c'], preprocessing };
  const open = 'CLASSIFIER_UNDESCRIBED';
  const sweep: [head: string, network: () => Network, said: LoadOptions, result: unknown][] = [
    ['softmax of 2, nothing said', () => foreign(2, 'softmax'), {}, open],
    ['softmax of 2, classes', () => foreign(2, 'softmax'), { classes: two }, open],
    ['softmax of 2, preprocessing', () => foreign(2, 'softmax'), { preprocessing }, open],
    ['softmax of 2, both', () => foreign(2, 'softmax'), both, two],
    ['softmax of 2, logits', () => foreign(2, 'softmax'), { ...both, logits: true }, 'CLASSIFIER_OPTIONS'], // prettier-ignore
    ['softmax of 2, three classes', () => foreign(2, 'softmax'), three, 'CLASSIFIER_MODEL'],
    ['softmax of 2, a class twice', () => foreign(2, 'softmax'), { ...both, classes: ['a', 'a'] }, 'CLASSIFIER_OPTIONS'], // prettier-ignore
    ['softmax of 3, both', () => foreign(3, 'softmax'), three, three.classes],
    ['softmax of 1, both', () => foreign(1, 'softmax'), both, 'CLASSIFIER_OUTPUTS'],
    ['2 scores, nothing said', () => foreign(2), {}, open],
    ['2 scores, both', () => foreign(2), both, open],
    ['2 scores, logits', () => foreign(2), { ...both, logits: true }, two],
    ['2 scores behind a ReLU, both', () => foreign(2, 'relu'), both, open],
    ['1 score, both', () => foreign(1), both, open],
    ['1 score, logits', () => foreign(1), { ...both, logits: true }, two],
    ['1 score, logits and three classes', () => foreign(1), { ...three, logits: true }, 'CLASSIFIER_MODEL'], // prettier-ignore
    ['sigmoid of 1, nothing said', () => foreign(1, 'sigmoid'), {}, open],
    ['sigmoid of 1, both', () => foreign(1, 'sigmoid'), both, two],
    ['sigmoid of 1, logits', () => foreign(1, 'sigmoid'), { ...both, logits: true }, 'CLASSIFIER_OPTIONS'], // prettier-ignore
    ['sigmoid of 2, both', () => foreign(2, 'sigmoid'), both, 'CLASSIFIER_OUTPUTS'],
    ['sigmoid of 2, nothing said', () => foreign(2, 'sigmoid'), {}, 'CLASSIFIER_OUTPUTS'],
    ['named classes, other ones said', () => ({ ...foreign(2, 'softmax'), classes: ['a', 'b'] }), both, 'CLASSIFIER_OPTIONS'], // prettier-ignore
    ['named classes, the same said', () => ({ ...foreign(2, 'softmax'), classes: two }), both, two],
    ['named classes, preprocessing', () => ({ ...foreign(2, 'softmax'), classes: two }), { preprocessing }, two], // prettier-ignore
    ['named classes, nothing said', () => ({ ...foreign(2, 'softmax'), classes: two }), {}, open],
  ];

  it.each(sweep)('%s', async (_, network, said, result) => {
    expect(await outcome(network(), said)).toEqual(result);
  });

  it('is asked for all at once', async () => {
    await writeKerasModel(inFolder('open.h5'), foreign(2));
    await expect(readTransferModel(inFolder('open.h5'))).rejects.toThrow(
      /open\.h5 does not say what its outputs stand for \(classes\), nor how pictures are fed to it \(preprocessing\), nor whether its outputs.*logits/,
    );
  });

  it('is what the numbers say: softmax of logits, and (1 − p, p) of one sigmoid', async () => {
    const picture = solidPicture(9, 7, [200, 100, 50]);
    const probabilitiesOf = async (network: Network, logits: boolean): Promise<number[]> => {
      await writeKerasModel(inFolder('numbers.h5'), network);
      const options = { classes: two, preprocessing, logits };
      await using classifier = await GenderClassifier.load(inFolder('numbers.h5'), options);
      return Object.values((await classifier.classify(picture)).probabilities);
    };
    for (const units of [1, 2]) {
      const scores = foreign(units);
      const name = units === 1 ? 'sigmoid' : 'softmax';
      const last: Layer = { type: name, name: 'last', inputs: ['scores'] };
      const whole = { ...scores, layers: [...scores.layers, last], output: 'last' };
      expect(await probabilitiesOf(scores, true)).toEqual(await probabilitiesOf(whole, false));
    }
    // A kernel of zeros and a bias of ln 3: p = 3/4.
    const flat: Layer = { type: 'flatten', name: 'flat', inputs: [tinyBackbone().output] };
    const certain = dense('scores', 'flat', {
      kernel: tensor('float32', [80, 1], new Float32Array(80)),
      bias: tensor('float32', [1], Float32Array.of(Math.log(3))),
    });
    const layers = [...tinyBackbone().layers, flat, certain];
    const network = { ...tinyBackbone(), layers, output: 'scores', normalization: undefined };
    const [cat, dog] = await probabilitiesOf(network, true);
    expect(cat).toBeCloseTo(1 / 4, 6);
    expect(dog).toBeCloseTo(3 / 4, 6);
  });

  it('is found out for heads behind a pooling as well', async () => {
    const pool: Layer = {
      type: 'globalAveragePool',
      name: 'pool',
      inputs: [tinyBackbone().output],
    };
    const scores = dense('scores', 'pool', {
      kernel: tensor(
        'float32',
        [5, 2],
        Float32Array.from({ length: 10 }, (_, at) => at / 10),
      ),
    });
    const softmax: Layer = { type: 'softmax', name: 'last', inputs: ['scores'] };
    const layers = [...tinyBackbone().layers, pool, scores, softmax];
    await writeKerasModel(inFolder('pooled.h5'), { ...tinyBackbone(), layers, output: 'last' });
    const options = { classes: two, preprocessing };
    const { backbone, head } = await readTransferModel(inFolder('pooled.h5'), options);
    expect(backbone.output).toBe('pool');
    expect(head.layers.map(({ name }) => name)).toEqual(['scores', 'scores_softmax']);
  });
});
