import { selectEngine } from '@gender/engine';
import { choosePreprocessing, NetworkBackbone, readBackbone } from '@gender/features';
import { openFaceApiJudge } from '../fixtures/face-api-judge.js';
import { extractionRate, type Extraction } from '../fixtures/extraction.js';
import { cropListing } from '../fixtures/pictures.js';
import { createSessionLoop } from '../fixtures/session-loop.js';
import { UnavailableError, type Contest, type Pair } from '../harness/pair.js';
import type { Workbench } from '../workbench.js';

const row = { name: 'extract-face-api', unit: 'images/s' };

/**
 * Crops of 200×200 to features of the network face-api, files in and a store out, against the bare loop
 * and against the package itself, from files to descriptors.
 */
export const extractFaceApiPairs: readonly Pair[] = [
  { ...row, baseline: 'session', bar: '≥ 0.8', prepare: againstSession },
  { ...row, baseline: 'face-api-wasm', prepare: againstPackage },
];

/** Crops that a baseline goes through, whose speed does not depend on how many there are. */
const BASELINE_CROPS = 240;

async function againstSession(bench: Workbench): Promise<Contest> {
  const extraction = await prepareCrops(bench);
  const loop = await createSessionLoop(shortened(extraction), bench.threads);
  return {
    ours: () => extractionRate(extraction, bench),
    theirs: loop,
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

async function againstPackage(bench: Workbench): Promise<Contest> {
  const extraction = await prepareCrops(bench);
  const describeFaces = await openFaceApiJudge(bench);
  const paths = shortened(extraction).listing.images.map(({ path }) => path);
  return {
    ours: () => extractionRate(extraction, bench),
    theirs: () => describeFaces(paths),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

async function prepareCrops(bench: Workbench): Promise<Extraction> {
  const backbone = await readBackbone('face-api');
  if (!(backbone instanceof NetworkBackbone)) throw new UnavailableError('needs its layers');
  return {
    listing: await cropListing(bench),
    backbone,
    preprocessing: choosePreprocessing(backbone),
    engine: await selectEngine({ name: 'onnxruntime' }),
  };
}

function shortened({ listing, ...rest }: Extraction): Extraction {
  return { ...rest, listing: { ...listing, images: listing.images.slice(0, BASELINE_CROPS) } };
}
