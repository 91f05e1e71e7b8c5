import { existsSync } from 'node:fs';
import { readdir, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { ownersTerms, UsageError, type CommandContext } from '@gender/cli';
import { GenderError, required } from '@gender/core';
import { openFileSource, withLock } from '@gender/core/node';
import { downloadArchive, DownloadError } from '@gender/download';
import { importMatConvNet } from '@gender/matconvnet';

/** Where the authors' MatConvNet release of VGG-Face is kept. */
export const weightsUrl =
  'https://m-training.s3-us-west-2.amazonaws.com/dlchallenge/vgg_face_matconvnet.tar.gz';

const WEIGHTS = 'vgg_face.mat';

/** What `fetch` is asked for. */
export interface FetchOptions {
  url: string;
  sha256?: string | undefined;
  models: string;
}

/** The weights that `fetch` got. */
export interface FetchedWeights {
  path: string;
  bytes: number;
  terms: string;
}

/**
 * Downloads the archive, unpacks its `.mat` files, finds the one that holds a network, and puts it into
 * the folder of models as `vgg_face.mat`. Where another run does the same, waits and takes what it got.
 *
 * @throws UsageError when `vgg_face.mat` is there already.
 * @throws DownloadError when the archive cannot be had, or does not hold a network; a sound archive
 *   is kept aside then.
 */
export async function fetchWeights(
  { url, sha256, models }: FetchOptions,
  context: CommandContext,
): Promise<FetchedWeights> {
  const path = join(models, WEIGHTS);
  const archive = join(models, 'vgg_face_matconvnet.tar.gz');
  const folder = join(models, `.${WEIGHTS}.unpacked`);
  const isThere = existsSync(path);
  // Refused under the lock as well, which clears what a run killed at its very end left.
  return withLock(path, context, async () => {
    await rm(folder, { recursive: true, force: true }); // of a run that was killed
    if (isThere) throw new UsageError(`${path} is there already; remove it to download it again`);
    // Another run may have got it while this one waited.
    if (!existsSync(path)) await getWeights({ url, sha256, path, archive, folder }, context);
    const { size: bytes } = await stat(path);
    return { path, bytes, terms: ownersTerms('weights') };
  });
}

/** Where the weights come from and go. */
interface Places {
  url: string;
  sha256: string | undefined;
  path: string;
  archive: string;
  folder: string;
}

async function getWeights(
  { url, sha256, path, archive, folder }: Places,
  context: CommandContext,
): Promise<void> {
  let found: string | undefined;
  await downloadArchive({
    ...context,
    url,
    sha256,
    archive,
    folder,
    filter: isMat,
    verify: async (unpacked) => {
      const file = await findNetwork(unpacked, path, context);
      found = relative(await realpath(unpacked), await realpath(join(unpacked, file)));
    },
    hint: `get the archive by hand from ${url} and put it at ${archive}, or put ${WEIGHTS} into ${dirname(path)}`,
  });
  await rename(join(folder, required(found, 'the file of the network')), path);
  await rm(folder, { recursive: true });
}

/** Hidden files and those that macOS puts beside others hold no network, whatever they are called. */
function isMat(path: string): boolean {
  return (
    /\.mat$/i.test(path) &&
    !path.split(/[/\\]/).some((part) => /^(\._|\.[^./]|__MACOSX$)/.test(part))
  );
}

/**
 * The file that is called `vgg_face.mat`, or else the largest that holds a network: the release holds
 * a face detector beside it.
 *
 * @returns its path in what was unpacked
 */
async function findNetwork(
  unpacked: string,
  path: string,
  context: CommandContext,
): Promise<string> {
  const refused: string[] = [];
  for (const file of await candidatesIn(unpacked)) {
    const reason = await reasonAgainst(join(unpacked, file), context);
    if (reason === undefined) return file;
    refused.push(`${file}: ${reason}`);
  }
  throw new DownloadError(
    'ARCHIVE_EMPTY',
    `the archive holds no network: ${refused.join('; ')}; unpack it by hand and put the file of the network at ${path}`,
  );
}

async function candidatesIn(folder: string): Promise<string[]> {
  const files = (await readdir(folder, { recursive: true })).filter(isMat).sort();
  const named = files.filter((file) => basename(file).toLowerCase() === WEIGHTS);
  if (named.length > 0) return named;
  const sizes = new Map<string, number>();
  for (const file of files) sizes.set(file, await sizeOfFile(join(folder, file)));
  const sizeOf = (file: string): number => required(sizes.get(file), `the size of ${file}`);
  return files.sort((left, right) => sizeOf(right) - sizeOf(left));
}

/** 0 of what cannot be read, such as a link to nothing: it is told why when its turn comes. */
async function sizeOfFile(path: string): Promise<number> {
  return stat(path).then(
    (stats) => stats.size,
    () => 0,
  );
}

/** Why a file holds no network; `undefined` where it holds one. */
async function reasonAgainst(
  path: string,
  { progress, signal }: CommandContext,
): Promise<string | undefined> {
  try {
    await using file = await openFileSource(path, { signal });
    await importMatConvNet(file, { includeTop: false, progress });
    return undefined;
  } catch (cause) {
    if (cause instanceof GenderError) return cause.message.replace(`${path}: `, '');
    throw cause;
  }
}
