import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { openTfjsModel } from '@gender/keras/tfjs/node';
import type { Network } from '@gender/network';
import { readTfjs } from '../read-tfjs.js';
import type { ReadTfjsOptions } from '../tfjs-files.js';

const INDEX = 'model.json';

/**
 * Reads a network from a folder that holds a `model.json` and its files of weights, or from such a JSON file of any name.
 *
 * @throws FileError when a file cannot be read; TfjsError and KerasError as `readTfjs` does.
 * @example
 * const network = await readTfjsModel('models/descriptor/');
 */
export async function readTfjsModel(path: string, options?: ReadTfjsOptions): Promise<Network> {
  const index = await indexOf(path);
  const { content, weights } = await openTfjsModel(index);
  return readTfjs({ path: index, content, weights: await weights.read() }, options);
}

/**
 * The files of a model: its `model.json` and those of weights.
 *
 * @throws FileError, TfjsError as `openTfjsModel` does.
 */
export async function tfjsFiles(path: string): Promise<readonly string[]> {
  const { weights } = await openTfjsModel(await indexOf(path));
  return weights.files;
}

async function indexOf(path: string): Promise<string> {
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => path.endsWith('/'),
  );
  return isFolder ? join(path, INDEX) : path;
}
