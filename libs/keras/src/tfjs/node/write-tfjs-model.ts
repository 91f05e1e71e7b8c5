import { writeFolderWhole } from '@gender/core/node';
import type { Network } from '@gender/network';
import { open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Shard } from '../shards.js';
import { toTfjs } from '../to-tfjs.js';

const INDEX = 'model.json';
const isOfModel = (name: string): boolean =>
  name === INDEX || /^group\d+-shard\d+of\d+\.bin$/.test(name);

/**
 * Writes a network as a folder of `model.json` and files of weights of at most 4 MiB, for
 * `tf.loadLayersModel`. The folder appears whole or not at all; one that holds an earlier model is
 * replaced, one that holds anything else is left alone.
 *
 * @throws TfjsError when TensorFlow.js has no layer for one of the network's.
 * @throws FileError when the folder cannot be written or holds other files.
 */
export async function writeTfjsModel(folder: string, network: Network): Promise<void> {
  const { index, shards } = toTfjs(network);
  await writeFolderWhole(folder, isOfModel, async (temporary) => {
    for (const shard of shards) await writeShard(temporary, shard);
    await writeFile(join(temporary, INDEX), JSON.stringify(index));
  });
}

async function writeShard(folder: string, { name, pieces }: Shard): Promise<void> {
  const handle = await open(join(folder, name), 'wx');
  try {
    for (const piece of pieces) await handle.writeFile(piece);
  } finally {
    await handle.close();
  }
}
