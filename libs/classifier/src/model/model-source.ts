import { FileError } from '@gender/core/node';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ClassifierError } from '../classifier-error.js';

/** Where a model comes from: the path or `file:` URL of its file, or the bytes of the file. */
export type ModelSource = string | URL | Uint8Array | ArrayBuffer;

/**
 * Lets `use` have the path of a model file. Bytes are put into a file that is gone afterwards.
 *
 * @param use - `stays` says whether the file is there afterwards as well
 * @throws FileError when bytes cannot be written; ClassifierError (`CLASSIFIER_OPTIONS`) for an
 *   address of another kind.
 */
export async function withModelFile<T>(
  source: ModelSource,
  use: (path: string, stays: boolean) => Promise<T>,
): Promise<T> {
  if (source instanceof URL || (typeof source === 'string' && /^[a-z]{2,}:\/\//i.test(source))) {
    return use(pathOf(source), true);
  }
  if (typeof source === 'string') return use(source, true);
  const folder = await mkdtemp(join(tmpdir(), 'gender-model-'));
  try {
    const path = join(folder, 'model');
    await writeFile(path, new Uint8Array(source)).catch((cause: unknown) => {
      throw FileError.from(path, 'write', cause);
    });
    return await use(path, false);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function pathOf(url: string | URL): string {
  try {
    return fileURLToPath(url);
  } catch (cause) {
    const found = String(url).slice(0, 80);
    throw new ClassifierError(
      'CLASSIFIER_OPTIONS',
      `${found} is no address of a file of this machine; download the model, and load its path or bytes`,
      { cause },
    );
  }
}
