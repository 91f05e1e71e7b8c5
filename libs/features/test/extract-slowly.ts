/** Extracts the pictures of a folder, one in 20 ms, and prints how many rows it has after each. */
import { setTimeout } from 'node:timers/promises';
import { listSplit } from '@gender/dataset';
import type { Engine } from '@gender/engine';
import { tinyBackbone } from '@gender/testing';
import { NetworkBackbone } from '../src/backbone/network-backbone.js';
import { choosePreprocessing } from '../src/feeding/choose-preprocessing.js';
import { extractFeatures } from '../src/extract/extract-features.js';
import { countingEngine } from './counting-engine.js';

const [folder = '', output = ''] = process.argv.slice(2);
const counting = countingEngine();
const engine: Engine = {
  ...counting,
  loadNetwork: async (network, options) => {
    const loaded = await counting.loadNetwork(network, options);
    return {
      ...loaded,
      run: async (input) => {
        const outputs = loaded.run(input);
        await setTimeout(20);
        return outputs;
      },
    };
  },
};
const backbone = new NetworkBackbone(tinyBackbone());
let rows = 0;
await using _ = await extractFeatures({
  listing: await listSplit(folder),
  backbone,
  preprocessing: choosePreprocessing(backbone),
  engine,
  output,
  batchSize: 1,
  progress: {
    start: ({ label }) => ({
      advance: () => {
        if (label.startsWith('extracting')) process.stdout.write(`${(rows += 1)}\n`);
      },
      stop: () => undefined,
    }),
  },
});
