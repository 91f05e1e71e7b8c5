import { createHash } from 'node:crypto';
import { fileState, provenState, sha256 } from '@gender/core/node';
import { withPicture, withPictureFile } from '@gender/image';
import type { FileReading } from '../labelled-image.js';
import { thumbnailOf } from './thumbnail.js';

/** By what two pictures are known to be the same, or nearly so. */
export interface PictureContent {
  /** SHA-256 of the file's bytes; nothing where no other file can have the same. */
  readonly file?: string | undefined;
  /** SHA-256 of the size and the decoded pixels; nothing where they were not decoded. */
  readonly pixels?: string | undefined;
  /** Width and height, such as `250×250`, where it was decoded. */
  readonly size?: string | undefined;
  /** The number of its thumbnail; nothing of pictures that are too small or have one colour. */
  readonly thumbnail?: number | undefined;
}

/** What {@link readContent} finds. */
export interface ReadContent {
  readonly content: PictureContent;
  /** See `thumbnailOf`. */
  readonly thumbnail?: Uint8Array | undefined;
  readonly reading?: FileReading | undefined;
}

/**
 * Reads and decodes a picture once: the bytes that are hashed are those that are decoded.
 *
 * @throws FileError, ImageError when it cannot be.
 */
export async function readContent(
  path: string,
  maxPixels: number | undefined,
): Promise<ReadContent> {
  const before = fileState(path);
  return withPictureFile(path, async (bytes) => {
    const state = provenState(before, fileState(path));
    const hash = sha256(bytes);
    const decoded = await withPicture(bytes, { name: path, maxPixels }, (picture) => {
      const size = `${picture.width}×${picture.height}`;
      const pixels = createHash('sha256').update(size).update(picture.data).digest('hex');
      return { size, pixels, thumbnail: thumbnailOf(picture) };
    });
    const { thumbnail, ...content } = decoded;
    return {
      content: { file: hash, ...content },
      thumbnail,
      ...(state !== undefined && { reading: { sha256: hash, state } }),
    };
  });
}
