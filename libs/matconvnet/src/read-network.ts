import type { ByteSource, ProgressReporter } from '@gender/core';
import { fieldOf, readMat, textOf, type MatEntry, type MatValue } from '@gender/mat';
import { elementCount } from '@gender/tensor';
import type { NetworkEnd } from './select-layers.js';
import { findNetwork, type SourceNetwork } from './source-network.js';

/** What a checkpoint holds beside the network. */
const BESIDE = new Set(['stats', 'info', 'state']);

/** The layers of a SimpleNN network; the position of one, and what of it. */
const LAYERS = /^(?:\w+\.)*layers$/;
const LAYER = /^(?:\w+\.)*layers\{(\d+)\}(.*)$/;
const FILTERS = /\.(?:weights\{1\}|filters)$/;
const DESCRIPTION = /^(?:\w+\.)*(normalization|meta)$/;

/**
 * Arrays up to this many elements (16 MB of singles) are read before it is known whether their layer
 * is kept. Every convolution of VGG-Face is smaller, its fully connected layers are larger.
 */
const MAX_ELEMENTS_AT_SIGHT = 1 << 22;

/**
 * Reads a network. Where not all of it is kept, large arrays are left in the file, and reading ends
 * at the layer that is to be the last or, before the top, at the first large filters: but not before
 * it is known how pictures are fed.
 *
 * @param toTheEnd - reads on behind large filters
 * @throws MatConvNetError when the file holds no network.
 */
export async function readNetwork(
  source: ByteSource,
  end: NetworkEnd,
  { progress, toTheEnd }: { progress: ProgressReporter | undefined; toTheEnd: boolean },
): Promise<SourceNetwork> {
  let count = 0;
  let isDescribed = false;
  const select = (entry: MatEntry): boolean => {
    if (BESIDE.has(entry.path)) return false;
    if (entry.class === 'cell' && LAYERS.test(entry.path)) count = elementCount(entry.shape);
    if (end === 'last' || /\bnormali[sz]ation\b/.test(entry.path)) return true;
    return elementCount(entry.shape) <= MAX_ELEMENTS_AT_SIGHT;
  };
  const until = ({ path }: MatEntry, value: MatValue): boolean => {
    isDescribed ||= describesPictures(path, value);
    const [, position = 0, field] = LAYER.exec(path) ?? [];
    if (!isDescribed || end === 'last' || field === undefined) return false;
    if (end === 'beforeTop') {
      const areLarge = FILTERS.test(field) && value.kind === 'skipped';
      return areLarge && !toTheEnd && Number(position) > 1;
    }
    // Behind the last layer of all there is nothing to spare, but there may be the class names.
    return field === '' && Number(position) < count && textOf(fieldOf(value, 'name')) === end.layer;
  };
  const variables = await readMat(source, { select, until, order: 'row-major', progress });
  return findNetwork(source.name, variables);
}

/** Reads arrays by their paths, and nothing else. */
export async function readArrays(
  source: ByteSource,
  paths: ReadonlySet<string>,
  progress: ProgressReporter | undefined,
): Promise<ReadonlyMap<string, MatValue>> {
  const found = new Map<string, MatValue>();
  const isOnTheWay = ({ path }: MatEntry): boolean =>
    [...paths].some((wanted) => wanted.startsWith(path));
  const until = ({ path }: MatEntry, value: MatValue): boolean => {
    if (paths.has(path)) found.set(path, value);
    return found.size === paths.size;
  };
  await readMat(source, { select: isOnTheWay, until, order: 'row-major', progress });
  return found;
}

/** Whether an array is `normalization`, or `meta` with one. */
function describesPictures(path: string, value: MatValue): boolean {
  const name = DESCRIPTION.exec(path)?.[1];
  return name === 'meta' ? fieldOf(value, 'normalization') !== undefined : name !== undefined;
}
