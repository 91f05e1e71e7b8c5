import { openFileSource, writeWhole } from '@gender/core/node';
import type { Network } from '@gender/network';
import type { Metadata } from '../header.js';
import { decodeNetwork, encodeNetwork, type SafetensorsModel } from '../network-file.js';
import { openSafetensors } from '../open-safetensors.js';

export interface WriteSafetensorsModelOptions {
  /** Texts to keep beside the tensors; default: none. */
  metadata?: Metadata | undefined;
}

/**
 * Reads a network from a safetensors file that `writeSafetensorsModel` has written, or other
 * software with the same metadata. Each weight goes from the disk to its place, without a copy.
 *
 * @throws FileError when the file cannot be read.
 * @throws SafetensorsError when it is none or holds no network.
 * @throws NetworkError when the network contradicts itself.
 */
export async function readSafetensorsModel(path: string): Promise<SafetensorsModel> {
  await using source = await openFileSource(path);
  return await decodeNetwork(await openSafetensors(source));
}

/**
 * Writes a network as a safetensors file, which appears whole or not at all.
 *
 * @throws FileError when it cannot be written.
 * @throws SafetensorsError (`SAFETENSORS_NETWORK`) when a text is named `network`.
 */
export async function writeSafetensorsModel(
  path: string,
  network: Network,
  { metadata }: WriteSafetensorsModelOptions = {},
): Promise<void> {
  const pieces = encodeNetwork(network, metadata);
  await writeWhole(path, async (handle) => {
    for (const piece of pieces) await handle.writeFile(piece);
  });
}
