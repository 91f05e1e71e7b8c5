import { readFileSync, readdirSync } from 'node:fs';

const folder = new URL('../fixtures/', import.meta.url);

/** A file to be damaged. */
export interface CorpusFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** How often it is chosen: small files let more cases be tried. */
  readonly weight: number;
}

/** Files above this size are chosen a fiftieth as often. */
const SMALL_BYTES = 64 * 1024;
/** Files of version 7.3 are chosen more often: there are few, and most of their bytes mean something. */
const HDF5_WEIGHT = 3;

/** The MAT-files of the fixtures: levels 4 and 5, compressed or not, in both byte orders, and 7.3. */
export function readCorpus(): CorpusFile[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.mat'))
    .toSorted()
    .map((name) => {
      const bytes = new Uint8Array(readFileSync(new URL(name, folder)));
      const weight = name.endsWith('v73.mat') ? HDF5_WEIGHT : 1;
      return { name, bytes, weight: bytes.length <= SMALL_BYTES ? weight : 0.02 };
    });
}
