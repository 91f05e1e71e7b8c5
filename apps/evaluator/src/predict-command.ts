import { defineCommand } from '@gender/cli';
import { modelOptions } from './model-options.js';
import { predictModel, writeModelResults } from './predict-model.js';

/** `gender-evaluate predict`. */
export const predictCommand = defineCommand({
  name: 'predict',
  summary: 'Write the class probabilities of every test picture to a CSV file',
  examples: [
    ['--trainset GenderDataset_Small', 'data/results/GenderDataset_Small_test_results.csv'],
  ],
  options: modelOptions,
  run: async (options, context) => {
    const started = performance.now();
    const results = await predictModel(options, context);
    const seconds = (performance.now() - started) / 1000;
    const output = await writeModelResults(options, context, results, seconds);
    return { output, images: results.rows.length, seconds };
  },
  print: ({ output, images }) => `${output}: ${images} images`,
});
