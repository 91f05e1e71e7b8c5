import { join } from 'node:path';
import { silentLogger, type Logger } from '@gender/core';
import { DatasetError } from './dataset-error.js';
import { isFolder, listPictures } from './folders.js';
import { LeftOut } from './left-out.js';

/**
 * The pictures that paths name: a file stands for itself, a folder for all pictures in it and the
 * folders below, in Keras' order.
 *
 * @throws DatasetError `DATASET_EMPTY` when a folder holds no pictures; FileError when it cannot be read.
 */
export async function namePictures(
  paths: readonly string[],
  {
    logger = silentLogger,
  }: {
    /** Is told in one line what of the folders is left out. */
    logger?: Logger | undefined;
  } = {},
): Promise<string[]> {
  const leftOut = new LeftOut();
  const pictures: string[] = [];
  for (const path of paths) {
    if (await isFolder(path)) pictures.push(...(await inFolder(path, leftOut)));
    else pictures.push(path);
  }
  leftOut.warn(logger);
  return pictures;
}

async function inFolder(folder: string, leftOut: LeftOut): Promise<string[]> {
  const names = await listPictures(folder, leftOut);
  if (names.length > 0) return names.map((name) => join(folder, name));
  throw new DatasetError('DATASET_EMPTY', `${folder} holds no pictures; name another folder`);
}
