import { writeFile } from 'node:fs/promises';
import { batchSizeFor } from '@gender/features';
import { toOnnx } from '@gender/onnx';
import { extractionRate, prepareExtraction, type Extraction } from '../fixtures/extraction.js';
import { createSessionLoop } from '../fixtures/session-loop.js';
import type { Contest, Pair } from '../harness/pair.js';
import { PythonProcess } from '../python/python-process.js';
import { MEAN_COLOUR } from '../vgg-face-mat.js';
import type { Workbench } from '../workbench.js';

const row = { name: 'extract', unit: 'images/s' };

/** Pictures to features, files in and a store out, against the bare loop and against whole pipelines. */
export const extractPairs: readonly Pair[] = [
  { ...row, baseline: 'session', bar: '≥ 0.92', prepare: againstSession },
  againstPython('pytorch', 'extract_pytorch.py', '> 1'),
  againstPython('keras', 'extract_keras.py', '> 1'),
  againstPython('onnxruntime-python', 'extract_onnxruntime.py'),
];

async function againstSession(bench: Workbench): Promise<Contest> {
  const extraction = await prepareExtraction(bench);
  const loop = await createSessionLoop(extraction, bench.threads);
  return {
    ours: () => extractionRate(extraction, bench),
    theirs: loop,
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

function againstPython(baseline: string, script: string, bar?: string): Pair {
  const prepare = async (bench: Workbench): Promise<Contest> => {
    const extraction = await prepareExtraction(bench);
    const python = await PythonProcess.start(bench, script, await describe(extraction, bench));
    const { length } = extraction.listing.images;
    return {
      ours: () => extractionRate(extraction, bench),
      theirs: async () => length / (await python.run()),
      [Symbol.asyncDispose]: () => python[Symbol.asyncDispose](),
    };
  };
  return { ...row, baseline, bar, prepare };
}

/** What the scripts need to do the same. */
async function describe(
  { listing, backbone, preprocessing }: Extraction,
  bench: Workbench,
): Promise<object> {
  const model = await bench.made('backbone.onnx', (path) =>
    writeFile(path, toOnnx(backbone.network)),
  );
  return {
    files: listing.images.map(({ path }) => path),
    batch: batchSizeFor(preprocessing),
    size: preprocessing.height,
    mean: MEAN_COLOUR,
    blocks: bench.scale.network.blocks,
    model,
  };
}
