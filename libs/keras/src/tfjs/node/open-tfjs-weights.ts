import { FOREIGN_BYTES, refusal } from '@gender/core';
import { readRegularFile } from '@gender/core/node';
import type { Tensor } from '@gender/tensor';
import { basename, dirname, join } from 'node:path';
import * as z from 'zod';
import { decodeWeights, parseWeightsManifest, type WeightsManifest } from '../decode-weights.js';
import { TfjsError } from '../tfjs-error.js';

/** A manifest lists names and shapes; one of the largest models has 300 kB. */
const MAX_MANIFEST_BYTES = 64 * 1024 * 1024;

/** A model of more bytes than an array of JavaScript holds is not written for browsers. */
const MAX_SHARD_BYTES = 2 ** 31;

/** The weights that a manifest lists. */
export interface TfjsWeights {
  /** Paths of the manifest and of the files of weights. */
  readonly files: readonly string[];
  /**
   * The weights by name, quantised ones as the numbers that they stand for.
   *
   * @throws TfjsError (`TFJS_WEIGHTS`) when the files do not hold them; FileError when one cannot be read.
   */
  readonly read: () => Promise<Map<string, Tensor>>;
}

/**
 * Opens a weights manifest of TensorFlow.js that is a file of its own; the files that it lists lie
 * beside it.
 *
 * @throws TfjsError (`TFJS_WEIGHTS`) when it is none, or lists files elsewhere.
 * @throws FileError when it cannot be read.
 */
export async function openTfjsWeights(path: string): Promise<TfjsWeights> {
  return weightsOf(path, await readJson(path));
}

/** A model: what its `model.json` says, and its weights. */
export interface OpenTfjsModel {
  readonly content: object;
  readonly weights: TfjsWeights;
}

/**
 * Opens the `model.json` of a LayersModel or a GraphModel; the files of weights lie beside it.
 *
 * @throws TfjsError (`TFJS_WEIGHTS`) when it is none, or lists files elsewhere.
 * @throws FileError when it cannot be read.
 */
export async function openTfjsModel(path: string): Promise<OpenTfjsModel> {
  const content = z
    .looseObject({ weightsManifest: z.unknown().optional() })
    .safeParse(await readJson(path));
  if (content.success) {
    return { content: content.data, weights: weightsOf(path, content.data.weightsManifest) };
  }
  throw new TfjsError('TFJS_FORMAT', `${path} is no model of TensorFlow.js: it is no JSON object`, {
    cause: content.error,
  });
}

function weightsOf(path: string, content: unknown): TfjsWeights {
  const manifest = parseWeightsManifest(path, content);
  const groups = manifest.map((group) => ({ group, files: filesOf(path, group) }));
  const read: TfjsWeights['read'] = async () => {
    const weights = new Map<string, Tensor>();
    for (const { group, files } of groups) {
      const decoded = decodeWeights(path, group, await readFiles(files));
      for (const [name, weight] of decoded) weights.set(name, weight);
    }
    return weights;
  };
  return { files: [path, ...groups.flatMap(({ files }) => files)], read };
}

/** The bytes of files, one after the other. */
async function readFiles(files: readonly string[]): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for (const file of files) parts.push(await readRegularFile(file, { maxBytes: MAX_SHARD_BYTES }));
  return Buffer.concat(parts);
}

async function readJson(path: string): Promise<unknown> {
  const bytes = await readRegularFile(path, { maxBytes: MAX_MANIFEST_BYTES });
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    const why = refusal(
      'a JSON file of TensorFlow.js',
      bytes.subarray(0, FOREIGN_BYTES),
      'it is not JSON',
    );
    throw new TfjsError('TFJS_FORMAT', `${path} ${why}`, { cause });
  }
}

/** The files of a group; a name that leads out of the folder is none of the model's. */
function filesOf(path: string, { paths }: WeightsManifest[number]): string[] {
  const stray = paths.find((name) => name !== basename(name) || ['', '.', '..'].includes(name));
  if (stray === undefined) return paths.map((name) => join(dirname(path), name));
  throw new TfjsError(
    'TFJS_WEIGHTS',
    `${path} lists the file "${stray}"; expected names of files beside it`,
  );
}
