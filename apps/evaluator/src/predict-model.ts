import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { defaultDataset, existingFile, type CommandContext, type OptionValues } from '@gender/cli';
import { FileError, hashOutputs, readManifest, writeManifest } from '@gender/core/node';
import {
  predictSplit,
  writeResults,
  type OperatingPoint,
  type PredictedSplit,
} from '@gender/evaluation';
import { meaningOf, type modelOptions, type onBadOption } from './model-options.js';

export type ModelValues = OptionValues<typeof modelOptions & typeof onBadOption>;

/** Predicts the test set that the flags name with the model that they name. */
export async function predictModel(
  options: ModelValues,
  context: CommandContext,
): Promise<PredictedSplit> {
  const { trainset = defaultDataset, testset: dataset = trainset } = options;
  const meaning = meaningOf(options);
  const model = modelPath(options);
  const predicted = await predictSplit({ ...options, ...context, ...meaning, dataset, model });
  for (const { reason } of predicted.skipped) context.logger.warn(`left out: ${reason}`);
  return predicted;
}

/** Writes the results of a model, and the manifest that says how they were made. */
export async function writeModelResults(
  options: ModelValues & { readonly output?: string | undefined },
  { versions, logger }: CommandContext,
  made: {
    readonly predicted: PredictedSplit;
    /** As whose answers the pictures are called. */
    readonly operatingPoint?: OperatingPoint | undefined;
    readonly seconds: number;
  },
): Promise<string> {
  const { predicted: results, operatingPoint, seconds } = made;
  const { dataset: testset, split } = results;
  const { dataRoot, trainset = options.model === undefined ? defaultDataset : undefined } = options;
  const usual = join(dataRoot, 'results', `${testset}_${split}_results.csv`);
  const { output: path = usual } = options;
  const { model, modelSha256: sha256 } = results;
  const other = await otherModel(path, model, sha256);
  if (other !== undefined) logger.warn(`${path} held the results of ${other}; they are replaced`);
  await writeResults(path, results);
  await writeManifest(path, {
    command: 'predict',
    seconds,
    versions,
    options: {
      ...{ trainset, testset, split, model, skipped: results.skipped },
      ...{ temperature: results.temperature, operatingPoint },
    },
    inputs: { [model]: sha256 },
    outputs: await hashOutputs(path),
  });
  return path;
}

/** The model that made the results at a path, where it is another. */
async function otherModel(
  path: string,
  model: string,
  sha256: string,
): Promise<string | undefined> {
  const manifest = await readManifest(path).catch((cause: unknown) => {
    if (cause instanceof FileError) return undefined;
    throw cause;
  });
  const [before] = manifest === undefined ? [] : Object.entries(manifest.inputs);
  if (before === undefined || before[1] === sha256) return undefined;
  return before[0] === model ? `an earlier ${model}` : before[0];
}

/** The path of the model that the flags name; training leaves one of the two files. */
export function modelPath({ model, models, trainset = defaultDataset }: ModelValues): string {
  const usual = join(models, `${trainset}_Transfer_Model`);
  const ending = !existsSync(`${usual}.h5`) && existsSync(`${usual}.onnx`) ? 'onnx' : 'h5';
  return existingFile(
    model ?? `${usual}.${ending}`,
    'train it with gender-train train, or name another with --model',
  );
}
