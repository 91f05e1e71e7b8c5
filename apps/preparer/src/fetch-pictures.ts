import type { CommandContext } from '@gender/cli';
import { findImages } from '@gender/dataset';
import { downloadArchive } from '@gender/download';

/** Where the cleaned age and gender pictures are kept. */
export const picturesUrl = 'https://s3.amazonaws.com/matroid-web/datasets/agegender_cleaned.tar.gz';

/** What everyone who uses the pictures must know. */
const terms =
  'The pictures carry the terms of their owners (research use as published; read them), and a model derived from them inherits these terms.';

/** What `fetch` is asked for. */
export interface FetchOptions {
  url: string;
  sha256?: string | undefined;
  dataDir: string;
}

/** Downloads the archive, unpacks it, and checks that it holds labelled pictures as expected. */
export async function fetchPictures(
  { url, sha256, dataDir: folder }: FetchOptions,
  context: CommandContext,
): Promise<{ folder: string; images: number; bytes: number; terms: string }> {
  const archive = `${folder}.tar.gz`;
  let images = 0;
  const { bytes } = await downloadArchive({
    ...context,
    url,
    sha256,
    archive,
    folder,
    verify: async (unpacked) => {
      images = (await findImages(unpacked, { layout: 'download' })).images.length;
    },
    hint: `get the archive by hand from ${url} and put it at ${archive}`,
  });
  return { folder, images, bytes, terms };
}
