import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { splitNames, type SplitName } from '@gender/dataset';
import type { Precision } from '@gender/quantization';
import type { Shard } from './shard.js';

/** Which features of a dataset a store holds. */
export interface StoreName {
  split: SplitName;
  /** `flip`: those of the mirrored pictures. */
  augment?: 'flip' | undefined;
  /** How the network was computed; default `fp32`. */
  precision?: Precision | undefined;
  /** One part of them. */
  shard?: Shard | undefined;
}

/**
 * Where features are kept: `<data-root>/features/<dataset>_<split>.npy`, `….int8.npy` for
 * those of an 8-bit network, `….flip.npy` for the mirrored pictures, `….shard-3-of-16.npy` for a
 * part.
 */
export function featureStorePath(
  dataRoot: string,
  dataset: string,
  name: SplitName | StoreName,
): string {
  const { split, augment, precision, shard }: StoreName =
    typeof name === 'string' ? { split: name } : name;
  const int8 = precision === 'int8' ? '.int8' : '';
  const flip = augment === 'flip' ? '.flip' : '';
  const part = shard === undefined ? '' : `.shard-${shard.part}-of-${shard.of}`;
  return join(dataRoot, 'features', `${dataset}_${split}${int8}${flip}${part}.npy`);
}

/** A store of a dataset that exists. */
export interface FoundStore extends StoreName {
  path: string;
}

/** The stores of a dataset that exist, parts included, in the order of their names. */
export async function findStores(dataRoot: string, dataset: string): Promise<FoundStore[]> {
  const names = await readdir(join(dataRoot, 'features')).catch(() => []);
  return names.sort().flatMap((name) => {
    const found = parseName(name, `${dataset}_`);
    return found === undefined ? [] : [{ ...found, path: join(dataRoot, 'features', name) }];
  });
}

const suffix =
  /^(?<split>[a-z]+)(?<int8>\.int8)?(?<flip>\.flip)?(\.shard-(?<part>\d+)-of-(?<of>\d+))?\.npy$/;

function parseName(name: string, prefix: string): StoreName | undefined {
  if (!name.startsWith(prefix)) return undefined;
  const groups = suffix.exec(name.slice(prefix.length))?.groups;
  const split = splitNames.find((known) => known === groups?.['split']);
  if (groups === undefined || split === undefined) return undefined;
  const { int8, flip, part, of } = groups;
  return {
    split,
    augment: flip === undefined ? undefined : 'flip',
    precision: int8 === undefined ? undefined : 'int8',
    shard: part === undefined ? undefined : { part: Number(part), of: Number(of) },
  };
}
