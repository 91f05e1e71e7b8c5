import * as z from 'zod';
import { transferModelOf } from '../fixtures/networks.js';
import { extractionListing } from '../fixtures/pictures.js';
import type { Contest, Pair } from '../harness/pair.js';
import { runChild } from '../processes/run-child.js';
import type { Workbench } from '../workbench.js';

/**
 * `GenderClassifier.load` and the first prediction, against reading the equivalent `.onnx` file once,
 * creating a session from it and running that once; every measurement in a fresh process, after the
 * imports.
 */
export const loadPair: Pair = {
  name: 'load',
  baseline: 'file+session',
  unit: 'ms',
  bar: '≤ 1.5',
  prepare,
};

const replySchema = z.object({ milliseconds: z.number() });

async function prepare(bench: Workbench): Promise<Contest> {
  const { threads, scale } = bench;
  const { model, onnx } = await transferModelOf(bench);
  const picture = (await extractionListing(bench)).images[0]?.path;
  const { imageSize } = scale.network;
  const shape = [1, imageSize, imageSize, 3];
  const measure = async (module: string, args: object): Promise<number> => {
    const url = new URL(`../processes/${module}`, import.meta.url);
    return (await runChild(url, { ...args, threads }, replySchema)).milliseconds;
  };
  return {
    ours: () => measure('load-classifier.js', { model, picture }),
    theirs: () => measure('load-session.js', { onnx, shape }),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
