import { existsSync } from 'node:fs';
import { readdir, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { UsageError, type CommandContext } from '@gender/cli';
import { GenderError } from '@gender/core';
import { openFileSource } from '@gender/core/node';
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

/** The weights that `fetch` got. */
export interface FetchedWeights {
  path: string;
  bytes: number;
  terms: string;
}

/**
 * Downloads the archive, unpacks its `.mat` file, checks that it holds a network, and puts it into
 * the folder of models as `vgg_face.mat`.
 *
 * @throws UsageError when `vgg_face.mat` is there already.
 * @throws DownloadError when the archive cannot be had, or does not hold a network.
 */
export async function fetchWeights(
  { url, sha256, models }: FetchOptions,
  context: CommandContext,
): Promise<FetchedWeights> {
  const path = join(models, 'vgg_face.mat');
  const folder = join(models, 'vgg_face_matconvnet');
  const archive = `${folder}.tar.gz`;
  if (existsSync(path)) {
    throw new UsageError(`${path} is there already; remove it to download it again`);
  }
  const { bytes } = await downloadArchive({
    ...context,
    url,
    sha256,
    archive,
    folder,
    filter: isMat,
    verify: async (unpacked) => checkNetwork(archive, await findMat(unpacked), context),
    hint: `get the archive by hand from ${url} and put it at ${archive}, or put vgg_face.mat into ${models}`,
  });
  await rename(await findMat(folder), path);
  await rm(folder, { recursive: true });
  return { path, bytes, terms };
}

function isMat(path: string): boolean {
  return path.endsWith('.mat');
}

/** The only or first `.mat` file in what was unpacked, which holds nothing else. */
async function findMat(folder: string): Promise<string> {
  const files = await readdir(folder, { recursive: true });
  return join(folder, files.filter(isMat).sort()[0] ?? '');
}

async function checkNetwork(
  archive: string,
  path: string,
  { progress, signal }: CommandContext,
): Promise<void> {
  try {
    await using file = await openFileSource(path, { signal });
    await importMatConvNet(file, { includeTop: false, progress });
  } catch (cause) {
    if (!(cause instanceof GenderError)) throw cause;
    const message = `${archive} holds ${basename(path)}, but no network in it: ${cause.message}`;
    throw new DownloadError('ARCHIVE_FORMAT', message, { cause });
  }
}
