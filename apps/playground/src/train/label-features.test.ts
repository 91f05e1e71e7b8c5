import { tensor } from '@gender/tensor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { labelFeatures, type TaughtClass } from './label-features.js';

/** What of a backbone is used here: its features are the size of a file and twice that. */
const backbone = {
  featureShape: [1, 2],
  extract: (file: Blob) =>
    Promise.resolve(tensor('float32', [1, 1, 2], Float32Array.of(file.size, 2 * file.size))),
};

/** Classes with pictures of these labels; the size of a file is one more than its index. */
function classesOf(labels: readonly number[]): TaughtClass[] {
  return [...new Set(labels)].sort().map((label) => ({
    name: `class ${label}`,
    pictures: labels.flatMap((own, index) =>
      own === label ? [{ name: `${index}.png`, file: new Blob([new Uint8Array(index + 1)]) }] : [],
    ),
  }));
}

const quiet = { seed: 7, onPicture: () => undefined };

describe('labelFeatures', () => {
  it('keeps the features of each picture beside its class, and uses every picture once', async () => {
    const label = fc.integer({ min: 0, max: 2 });
    const some = fc.array(label, { maxLength: 20 }).map((more) => [0, 0, 1, 1, 2, 2, ...more]);
    await fc.assert(
      fc.asyncProperty(some, fc.nat(), async (labels, seed) => {
        const taught = classesOf(labels);
        const found = await labelFeatures(backbone, taught, { ...quiet, seed });
        const { classes, train, validation } = found;
        expect(classes).toEqual(['class 0', 'class 1', 'class 2']);
        const seen = [train, validation].flatMap(({ features, labels: own }) => {
          expect(features.shape).toEqual([own.length, 1, 2]);
          return [...own].map((each, row) => {
            const [size = 0, twice] = features.data.subarray(2 * row, 2 * row + 2);
            expect(twice).toBe(2 * size);
            expect(each).toBe(labels[size - 1]);
            return size;
          });
        });
        expect(seen.toSorted((a, b) => a - b)).toEqual(labels.map((_, index) => index + 1));
      }),
      { numRuns: 50 },
    );
  });

  it('sets a quarter of each class aside', async () => {
    const labels = [...Array<number>(8).fill(0), ...Array<number>(20).fill(1)];
    const { train, validation } = await labelFeatures(backbone, classesOf(labels), quiet);
    const count = (own: Uint32Array): number[] => [0, 1].map((label) => own.filter((each) => each === label).length); // prettier-ignore
    expect(count(validation.labels)).toEqual([2, 5]);
    expect(count(train.labels)).toEqual([6, 15]);
  });

  it('divides pictures in the same way for the same seed', async () => {
    const taught = classesOf([0, 0, 0, 0, 1, 1, 1, 1]);
    const first = await labelFeatures(backbone, taught, quiet);
    expect(await labelFeatures(backbone, taught, quiet)).toEqual(first);
  });

  it('keeps to the classes as they were, though they are changed meanwhile', async () => {
    const taught = classesOf([0, 0, 1, 1, 2, 2]);
    const expected = await labelFeatures(backbone, taught, quiet);
    const onPicture = (): void => {
      taught.shift();
      taught.push({ name: 'another', pictures: [] });
    };
    expect(await labelFeatures(backbone, taught, { ...quiet, onPicture })).toEqual(expected);
  });

  it('tells of each picture, and ends where the listener throws', async () => {
    const told: number[][] = [];
    const taught = classesOf([0, 0, 1, 1]);
    await labelFeatures(backbone, taught, { seed: 1, onPicture: (...each) => told.push(each) });
    expect(told).toEqual([1, 2, 3, 4].map((done) => [done, 4]));
    const stopped = labelFeatures(backbone, taught, {
      seed: 1,
      onPicture: (done) => {
        if (done === 2) throw new Error('the training was stopped');
      },
    });
    await expect(stopped).rejects.toThrow('the training was stopped');
  });

  it('fails with what a picture that cannot be read has thrown', async () => {
    const broken = { ...backbone, extract: () => Promise.reject(new Error('no picture')) };
    await expect(labelFeatures(broken, classesOf([0, 0, 1, 1]), quiet)).rejects.toThrow(
      'no picture',
    );
  });
});
