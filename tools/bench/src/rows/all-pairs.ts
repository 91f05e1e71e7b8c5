import type { Pair } from '../harness/pair.js';
import { convertPairs } from './convert.js';
import { epochDiskPair } from './epoch-disk.js';
import { extractInt8Pair } from './extract-int8.js';
import { extractPairs } from './extract.js';
import { extractFaceApiPairs } from './extract-face-api.js';
import { loadPair } from './load.js';
import { preparePair } from './prepare.js';
import { trainStepDeadPair } from './train-step-dead.js';
import { trainStepPairs } from './train-step.js';

/** Every row of the table, in its order. */
export const allPairs: readonly Pair[] = [
  ...extractPairs,
  extractInt8Pair,
  ...extractFaceApiPairs,
  ...trainStepPairs,
  trainStepDeadPair,
  epochDiskPair,
  ...convertPairs,
  loadPair,
  preparePair,
];
