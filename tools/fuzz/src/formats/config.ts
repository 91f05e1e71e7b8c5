import { ClassifierError, defaultTraining, readTrainingConfig } from '@gender/classifier';
import type { FuzzFormat } from '../fuzz-format.js';

const config = { ...defaultTraining, hiddenUnits: [8, 4] };

/** Config files of a training. */
export function trainingConfig(): FuzzFormat {
  return {
    file: 'case.json',
    content: 'text',
    seeds: [
      { name: 'complete', bytes: Buffer.from(JSON.stringify(config, null, 2)) },
      { name: 'one option', bytes: Buffer.from('{ "batchSize": 16 }') },
    ],
    errors: [ClassifierError],
    read: ({ path }) => readTrainingConfig(path),
  };
}
