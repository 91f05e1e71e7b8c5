import { join } from 'node:path';
import { existingFile, type CommandContext, type OptionValues } from '@gender/cli';
import { sha256File, writeManifest } from '@gender/core/node';
import { predictSplit, writeResults, type Results } from '@gender/evaluation';
import type { modelOptions } from './model-options.js';

type ModelValues = OptionValues<typeof modelOptions>;

/** Predicts the test set that the flags name with the model that they name. */
export async function predictModel(
  options: ModelValues,
  context: CommandContext,
): Promise<Results> {
  const { testset: dataset = options.trainset } = options;
  return predictSplit({ ...options, ...context, dataset, model: modelPath(options) });
}

/** Writes the results of a model, and the manifest that says how they were made. */
export async function writeModelResults(
  options: ModelValues,
  { versions }: CommandContext,
  results: Results,
  seconds: number,
): Promise<string> {
  const { dataRoot, trainset, testset = trainset, split } = options;
  const path = join(dataRoot, 'results', `${trainset}_test_results.csv`);
  const model = modelPath(options);
  await writeResults(path, results);
  await writeManifest(path, {
    command: 'predict',
    seconds,
    versions,
    options: { trainset, testset, split, model },
    inputs: { [model]: await sha256File(model) },
  });
  return path;
}

function modelPath({ model, models, trainset }: ModelValues): string {
  return existingFile(
    model ?? join(models, `${trainset}_Transfer_Model.h5`),
    'train it with gender-train train, or name another with --model',
  );
}
