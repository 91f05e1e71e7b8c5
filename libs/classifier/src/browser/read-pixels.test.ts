import { describe, expect, it } from 'vitest';
import { readPixels } from './read-pixels.js';

describe('a picture for a model that takes files as they are stored', () => {
  it.each([
    ['a file', new Blob([])],
    ['an image element', { naturalWidth: 4, naturalHeight: 2 }],
  ])('is not %s, which browsers turn upright', async (_, picture) => {
    await expect(readPixels(picture as never, 'ignore')).rejects.toMatchObject({
      code: 'CLASSIFIER_PICTURE',
      message: expect.stringContaining('browsers turn files upright') as string,
    });
  });
});
