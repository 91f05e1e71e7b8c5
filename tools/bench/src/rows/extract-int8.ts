import { pictureBatches } from '@gender/features';
import { quantizeBackbone, type Quantization } from '@gender/quantization';
import type { Float32Tensor } from '@gender/tensor';
import { extractionRate, prepareExtraction, type Extraction } from '../fixtures/extraction.js';
import { backboneFileOf } from '../fixtures/networks.js';
import { createSessionLoop } from '../fixtures/session-loop.js';
import type { Contest, Pair } from '../harness/pair.js';
import type { Workbench } from '../workbench.js';

/** Extraction with 8-bit convolutions against the bare loop in float32. */
export const extractInt8Pair: Pair = {
  name: 'extract-int8',
  baseline: 'session',
  unit: 'images/s',
  bar: '≥ 1.6, with VNNI ≥ 2.5',
  prepare,
};

/** Random weights need few pictures to show the ranges of their activations. */
const CALIBRATION_PICTURES = 4;

async function prepare(bench: Workbench): Promise<Contest> {
  const extraction = await prepareExtraction(bench);
  const loop = await createSessionLoop(extraction, bench.threads);
  const quantization = await quantize(extraction, bench);
  return {
    ours: () => extractionRate({ ...extraction, quantization }, bench),
    theirs: loop,
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

async function quantize(extraction: Extraction, bench: Workbench): Promise<Quantization> {
  const { quantization } = await quantizeBackbone({
    network: extraction.backbone.network,
    path: await backboneFileOf(bench),
    fingerprint: 'random',
    calibration: {
      batches: calibrationBatches(extraction),
      size: CALIBRATION_PICTURES,
      fingerprint: 'drawn',
    },
    runner: extraction.engine,
    threads: bench.threads,
  });
  return quantization;
}

async function* calibrationBatches({
  listing,
  preprocessing,
}: Extraction): AsyncGenerator<Float32Tensor> {
  const paths = listing.images.slice(0, CALIBRATION_PICTURES).map(({ path }) => path);
  for await (const { input } of pictureBatches(paths, preprocessing, 1)) yield input;
}
