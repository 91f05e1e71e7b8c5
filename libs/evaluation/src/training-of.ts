import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { readRunRecord } from '@gender/classifier';
import { readManifest, sha256File, type Manifest } from '@gender/core/node';
import { readSplitManifest } from '@gender/dataset';

/** How a model was trained, as the manifest beside its file says. */
export interface Training {
  readonly manifest: Manifest;
  /** The folder of the model, in which the other files of the training lie. */
  readonly folder: string;
}

/**
 * How the very file of a model was trained; absent where no manifest lies beside it, or that of another
 * file: models are copied and renamed without theirs.
 *
 * @param sha256 - that of the file
 * @throws FileError when the manifest cannot be read.
 */
export async function trainingOf(model: string, sha256: string): Promise<Training | undefined> {
  if (!existsSync(`${model}.manifest.json`)) return undefined;
  const manifest = await readManifest(model);
  if (manifest.outputs?.[basename(model)] !== sha256) return undefined;
  return { manifest, folder: dirname(model) };
}

/**
 * The path of another file that the training made, by the end of its name, such as `_History.json`; absent where it
 * is gone, or another file has its place.
 *
 * @throws FileError when it cannot be read.
 */
export async function madeWith(
  { manifest: { outputs = {} }, folder }: Training,
  ending: string,
): Promise<string | undefined> {
  const made = Object.entries(outputs).find(([name]) => name.endsWith(ending));
  if (made === undefined) return undefined;
  const [name, sha256] = made;
  const path = join(folder, name);
  return existsSync(path) && (await sha256File(path)) === sha256 ? path : undefined;
}

/** The name of the dataset that a model was trained on, where its manifest says it. */
export function datasetOf({ manifest }: Training): string | undefined {
  const { dataset } = manifest.options;
  return typeof dataset === 'string' ? dataset : undefined;
}

/**
 * The SHA-256 of the pictures that a model was trained on, by the `split.json` of then; absent where
 * that is gone or another.
 *
 * @throws DatasetError, FileError when a record cannot be read.
 */
export async function trainedPictures(
  training: Training,
  dataRoot: string,
): Promise<ReadonlySet<string> | undefined> {
  const record = await madeWith(training, '/run.json');
  const dataset = datasetOf(training);
  if (record === undefined || dataset === undefined) return undefined;
  const { split } = await readRunRecord(record);
  const folder = join(dataRoot, dataset);
  const path = join(folder, 'split.json');
  if (!existsSync(path) || (await sha256File(path)) !== split) return undefined;
  const { files } = await readSplitManifest(folder);
  return new Set(files.filter(({ file }) => file.startsWith('train/')).map(({ sha256 }) => sha256));
}
