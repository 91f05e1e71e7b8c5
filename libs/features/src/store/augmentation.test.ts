import type { Preprocessing } from '@gender/image';
import { expect, test } from 'vitest';
import { augmentationOf, augmentations, augmentedPreprocessing } from './augmentation.js';

const plain: Preprocessing = {
  mode: 'rescale',
  height: 8,
  width: 8,
  resampling: 'nearest',
  exif: 'apply',
};

test.each(augmentations)(
  '%s feeds pictures in a way of its own, from which it is known',
  (name) => {
    expect(augmentationOf(augmentedPreprocessing(plain, name))).toBe(name);
    expect(augmentedPreprocessing(plain, name)).not.toEqual(
      augmentedPreprocessing(plain, undefined),
    );
  },
);

test('pictures that are fed as they are have none, and are not mirrored twice', () => {
  expect(augmentationOf(plain)).toBeUndefined();
  const mirrored = augmentedPreprocessing(plain, 'flip');
  expect(augmentationOf(augmentedPreprocessing(mirrored, undefined))).toBeUndefined();
});
