import { tensor } from '@gender/tensor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ClassifierError } from '../classifier-error.js';
import { rankClasses } from './rank-classes.js';

const names = ['ann', 'bob', 'cleo'];
const rank = (values: number[], top = 3): string[][] =>
  rankClasses(
    'model.h5',
    tensor('float32', [values.length / 3, 3], Float32Array.from(values)),
    names,
    top,
  ).map((ranked) => ranked.map(({ name }) => name));

describe('rankClasses', () => {
  it('sorts the classes of each picture by their probability', () => {
    expect(rank([0.25, 0.5, 0.125, 0.75, 0, 0.25])).toEqual([
      ['bob', 'ann', 'cleo'],
      ['ann', 'cleo', 'bob'],
    ]);
  });

  it('gives no more than asked for, and no more than there are', () => {
    expect(rank([0.25, 0.5, 0.125], 1)).toEqual([['bob']]);
    expect(rank([0.25, 0.5, 0.125], 9)).toEqual([['bob', 'ann', 'cleo']]);
  });

  it('puts the first of equal classes first', () => {
    expect(rank([0.25, 0.25, 0.5])).toEqual([['cleo', 'ann', 'bob']]);
    expect(rank([0, 0, 0])).toEqual([['ann', 'bob', 'cleo']]);
  });

  it('takes maps of one position, and no pictures at all', () => {
    const map = tensor('float32', [1, 1, 1, 3], Float32Array.of(0, 0, 1));
    expect(rankClasses('model.h5', map, names, 1)).toEqual([[{ name: 'cleo', probability: 1 }]]);
    expect(rankClasses('m', tensor('float32', [0, 3], new Float32Array()), names, 1)).toEqual([]);
  });

  it('refuses values that are not one for each class, naming the model', () => {
    const output = tensor('float32', [1, 2, 2], new Float32Array(4));
    const ranking = (): unknown => rankClasses('model.h5', output, names, 1);
    expect(ranking).toThrow(ClassifierError);
    expect(ranking).toThrow(/^model\.h5 gives values of shape \(2, 2\) for 3 class names/);
  });

  it('keeps every class once, the most probable first, whatever the values', () => {
    const value = fc.float({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.array(value, { minLength: 3, maxLength: 3 }), (values) => {
        const output = tensor('float32', [1, 3], Float32Array.from(values));
        const ranked = rankClasses('m', output, names, 3)[0]!;
        expect(ranked.map(({ name }) => name).toSorted()).toEqual(names);
        for (const [at, { name, probability }] of ranked.entries()) {
          expect(probability).toBe(output.data[names.indexOf(name)]);
          if (at > 0) expect(probability).toBeLessThanOrEqual(ranked[at - 1]!.probability);
        }
      }),
    );
  });
});
