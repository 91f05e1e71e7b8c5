import { existsSync } from 'node:fs';
import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { openFileSource } from '@gender/core/node';
import { UsageError, type CommandContext } from '@gender/cli';
import { downloadArchive, DownloadError } from '@gender/download';
import { importMatConvNet } from '@gender/matconvnet';

/** Where the authors' MatConvNet release of VGG-Face is kept. */
export const weightsUrl =
  'https://m-training.s3-us-west-2.amazonaws.com/dlchallenge/vgg_face_matconvnet.tar.gz';

/** What everyone who uses the weights must know. */
const terms =
  'The weights carry the terms of their owners (research use as published; read them), and a model derived from them inherits these terms.';

/** What `fetch` is asked for. */
export interface FetchOptions {
  url: string;
  sha256?: string | undefined;
  models: string;
}

/**
 * Downloads the archive, unpacks its `.mat` file, checks that it holds a network, and puts it into
 * the folder of models as `vgg_face.mat`.
 */
export async function fetchWeights(
  { url, sha256, models }: FetchOptions,
  context: CommandContext,
): Promise<{ path: string; bytes: number; terms: string }> {
  const path = join(models, 'vgg_face.mat');
  const folder = join(models, 'vgg_face_matconvnet');
  if (existsSync(path)) {
    throw new UsageError(`${path} is there already; remove it to download it again`);
  }
  const { bytes } = await downloadArchive({
    ...context,
    url,
    sha256,
    archive: `${folder}.tar.gz`,
    folder,
    filter: (entry) => entry.endsWith('.mat'),
    verify: async (unpacked) => checkNetwork(await findMat(unpacked), context),
    hint: `get the archive by hand from ${url} and put it at ${folder}.tar.gz, or put vgg_face.mat into ${models}`,
  });
  await rename(await findMat(folder), path);
  await rm(folder, { recursive: true });
  return { path, bytes, terms };
}

async function findMat(folder: string): Promise<string> {
  const files = await readdir(folder, { recursive: true });
  const mat = files.find((file) => file.endsWith('.mat'));
  if (mat === undefined) throw new DownloadError('ARCHIVE_EMPTY', `${folder} holds no .mat file`);
  return join(folder, mat);
}

async function checkNetwork(path: string, { progress }: CommandContext): Promise<void> {
  await using file = await openFileSource(path);
  await importMatConvNet(file, { includeTop: false, progress });
}
