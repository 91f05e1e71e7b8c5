import { ownersTerms, type CommandContext } from '@gender/cli';
import { findImages } from '@gender/dataset';
import { downloadArchive } from '@gender/download';

/** Where the cleaned age and gender pictures are kept. */
export const picturesUrl = 'https://s3.amazonaws.com/matroid-web/datasets/agegender_cleaned.tar.gz';

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
  const count = async (place: string): Promise<number> =>
    (await findImages(place, { layout: 'download' })).images.length;
  let images: number | undefined;
  const { bytes } = await downloadArchive({
    ...context,
    url,
    sha256,
    folder,
    verify: async (unpacked) => {
      images = await count(unpacked);
    },
  });
  images ??= await count(folder); // where another run unpacked it while this one waited
  return { folder, images, bytes, terms: ownersTerms('pictures') };
}
