import { describe, expect, it } from 'vitest';
import { fixturePath } from '../test/fixture.js';
import { decodePicture } from './decode-picture.js';
import { loadPicture } from './load-picture.js';
import { preprocess } from './pixels/preprocess.js';

describe('loadPicture', () => {
  it.each(['apply', 'ignore'] as const)(
    'decodes with exif: %s, resizes, normalises',
    async (exif) => {
      const path = fixturePath('formats/orientation_6.png');
      const frame = { height: 9, width: 4, resampling: 'nearest' } as const;
      const preprocessing = { ...frame, exif, mode: 'rescale' } as const;
      const expected = preprocess(await decodePicture(path, { exif }), preprocessing);
      expect(await loadPicture(path, preprocessing)).toEqual(expected);
    },
  );
});
