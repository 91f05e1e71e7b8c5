import { readdir } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { sha256 } from '@gender/core/node';
import { splitNames, type SplitName } from '@gender/dataset';
import { rowProvenanceSchema, type RowProvenance } from './feature-record.js';
import type { Shard } from './shard.js';

/** The name, without its ending, of the backbone's file in the published pipeline. */
const DEFAULT_BACKBONE = 'VGG_Face_pretrained_descriptor';
/** Hexadecimal digits of the hash in a name: 48 bits, so that two ways do not meet. */
const HASH_DIGITS = 12;

/** Which features of a dataset a store holds. */
export interface StoreName {
  split: SplitName;
  /** How its rows were made, by `wayName`; absent for the default way. */
  way?: string | undefined;
  /** One part of them. */
  shard?: Shard | undefined;
}

/**
 * Names how rows are made: readable words, then a hash of all that decides what becomes of a
 * picture, as in `rescale.int8.3f2a90c41b7e`. Two ways have two names.
 *
 * The default way has none: a backbone in a file with the published name, the mean subtracted,
 * nearest neighbour, orientation applied, float32, decoded by sharp.
 *
 * @param backboneFile - the file that the backbone was read from; absent: not the published one
 */
export function wayName(provenance: RowProvenance, backboneFile?: string): string | undefined {
  if (isDefault(provenance, backboneFile)) return undefined;
  const { preprocessing, quantization, augment, decoder } = provenance;
  const words = [preprocessing.mode, quantization && 'int8', augment, decoder];
  const ordered = JSON.stringify(rowProvenanceSchema.parse(provenance));
  return [...words, sha256(ordered).slice(0, HASH_DIGITS)].filter(Boolean).join('.');
}

function isDefault(
  { preprocessing, quantization, augment, decoder }: RowProvenance,
  backboneFile: string | undefined,
): boolean {
  const { mode, resampling, exif, keepAspect, border } = preprocessing;
  const published =
    backboneFile !== undefined &&
    basename(backboneFile, extname(backboneFile)) === DEFAULT_BACKBONE;
  const asPublished = mode === 'network' && resampling === 'nearest' && exif === 'apply';
  const others = [keepAspect, border, quantization, augment, decoder];
  return published && asPublished && others.every((other) => other === undefined);
}

/**
 * Where features are kept: `<root>/features/<dataset>_<split>.npy` for the default way,
 * `….<way>.npy` for another, `….shard-3-of-16.npy` for a part.
 *
 * @param root - the folder of datasets, or another that holds parts
 */
export function featureStorePath(
  root: string,
  dataset: string,
  { split, way, shard }: StoreName,
): string {
  const made = way === undefined ? '' : `.${way}`;
  const part = shard === undefined ? '' : `.shard-${shard.part}-of-${shard.of}`;
  return join(root, 'features', `${dataset}_${split}${made}${part}.npy`);
}

/** A store of a dataset that exists. */
export interface FoundStore extends StoreName {
  path: string;
}

/** The stores of a dataset that exist below a root, parts included, in the order of their names. */
export async function findStores(root: string, dataset: string): Promise<FoundStore[]> {
  const names = await readdir(join(root, 'features')).catch(() => []);
  return names.sort().flatMap((name) => {
    const found = parseName(name, `${dataset}_`);
    return found === undefined ? [] : [{ ...found, path: join(root, 'features', name) }];
  });
}

const suffix =
  /^(?<split>[a-z]+)(\.(?!shard-)(?<way>[a-z0-9.-]+?))?(\.shard-(?<part>\d+)-of-(?<of>\d+))?\.npy$/;

function parseName(name: string, prefix: string): StoreName | undefined {
  if (!name.startsWith(prefix)) return undefined;
  const groups = suffix.exec(name.slice(prefix.length))?.groups;
  const split = splitNames.find((known) => known === groups?.['split']);
  if (groups === undefined || split === undefined) return undefined;
  const { way, part, of } = groups;
  return {
    split,
    way,
    shard: part === undefined ? undefined : { part: Number(part), of: Number(of) },
  };
}
