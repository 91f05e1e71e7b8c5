import { FileError } from '@gender/core/node';
import { ImageError } from '@gender/image';
import { describe, expect, it } from 'vitest';
import { FeaturesError } from '../features-error.js';
import { badPicturesError, isPictureError } from './bad-pictures.js';

describe('isPictureError', () => {
  it.each([
    [new ImageError('IMAGE_CORRUPT', 'is cut off'), true],
    [new ImageError('IMAGE_EMPTY', 'is empty'), true],
    [new ImageError('IMAGE_TOO_LARGE', 'has too many pixels'), true],
    [new FileError('FILE_NOT_FOUND', 'does not exist'), true],
    [new FileError('FILE_ACCESS', 'is a pipe'), true],
    // The same for every picture: leaving all of them out would hide it.
    [new ImageError('IMAGE_DECODER', 'sharp is not installed'), false],
    [new ImageError('IMAGE_MEAN', 'the mean has another shape'), false],
    [new FileError('FILE_IO', 'too many files are open'), false],
    [new FileError('FILE_NO_SPACE', 'the disk is full'), false],
    [new FeaturesError('FEATURES_STORE', 'a row has changed'), false],
    [new TypeError('undefined is not a function'), false],
    ['no error at all', false],
  ])('%s: %s', (error, isOne) => {
    expect(isPictureError(error)).toBe(isOne);
  });
});

describe('badPicturesError', () => {
  const errors = (count: number): ImageError[] =>
    Array.from({ length: count }, (_, index) => new ImageError('IMAGE_EMPTY', `${index}.jpg is empty`)); // prettier-ignore

  it('names all of a few pictures, and the first as its cause', () => {
    const bad = errors(3);
    const error = badPicturesError(bad, 40);
    expect(error).toMatchObject({ code: 'FEATURES_PICTURES', cause: bad[0] });
    expect(error.message).toMatch(
      /^3 of 40 pictures cannot be read.*: 0\.jpg is empty; 1\.jpg is empty; 2\.jpg is empty$/,
    );
  });

  it('names a hundred of many, and counts the others', () => {
    const { message } = badPicturesError(errors(250), 300);
    expect(message).toContain('250 of 300 pictures');
    expect(message).toContain('99.jpg is empty; and 150 more');
    expect(message).not.toContain('100.jpg');
  });
});
