import { basename, dirname } from 'node:path';
import type { FindExternalData } from '@gender/onnx';
import type { StoredWeights } from '../engine.js';

/** Weights of which the model holds a copy all the same: mapping them saves nothing. */
const SMALL_BYTES = 2 ** 20;

/** Weights to which a model refers in the files of one folder. */
export interface MappedWeights {
  readonly folder: string;
  readonly external: FindExternalData;
}

/** Picks the weights that ONNX Runtime maps: the larger ones in the folder of the first file. */
export function mapWeights(stored: StoredWeights = new Map()): MappedWeights | undefined {
  const [first] = stored.values();
  if (first === undefined) return undefined;
  const folder = dirname(first.path);
  const external: FindExternalData = (weights) => {
    const place = stored.get(weights);
    if (place === undefined || place.byteLength < SMALL_BYTES) return undefined;
    if (dirname(place.path) !== folder) return undefined;
    const { path, offset, byteLength } = place;
    return { location: basename(path), offset, byteLength };
  };
  return { folder, external };
}
