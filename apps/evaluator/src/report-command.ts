import { basename, join } from 'node:path';
import {
  defineCommand,
  type CommandContext,
  type CommonValues,
  type OptionTable,
  type OptionValues,
} from '@gender/cli';
import { readHistory } from '@gender/classifier';
import { madeWith, readSplitFacts, trainingOf, type PredictedSplit } from '@gender/evaluation';
import { makeReport, writeReport, type History, type Report } from '@gender/report';
import * as z from 'zod';
import { modelOptions, onBadOption } from './model-options.js';
import { originOf } from './origin.js';
import { pictureSheets } from './picture-sheets.js';
import { modelPath } from './predict-model.js';
import { predictAtPoint, thresholdOptions } from './threshold-options.js';
import { factsOf, minConfidenceOption, uncertaintyOptions } from './uncertainty-options.js';

/** The flags that say of which model, and of which pictures. */
export const reportOptions = {
  ...onBadOption,
  ...minConfidenceOption,
  ...thresholdOptions,
  ...uncertaintyOptions,
  ...modelOptions,
} satisfies OptionTable;

/** `gender-evaluate report`. */
export const reportCommand = defineCommand({
  name: 'report',
  summary: 'Write a page of figures and charts of a model on a test set, and the numbers as JSON',
  examples: [
    ['--trainset GenderDataset_Small', 'data/results/GenderDataset_Small_test_report/report.html'],
    ['--trainset B --testset A --output out', 'the model of B on the test set of A'],
  ],
  options: {
    output: {
      schema: z.string().optional(),
      description: 'folder for report.html and report.json',
      fallback: '<data-root>/results/<testset>_<split>_report',
    },
    withPictures: {
      schema: z.boolean().default(false),
      description:
        'show pictures of people: the surest mistakes, the least certain and suspected label errors, with file names',
    },
    ...reportOptions,
  },
  run: async (options, context) => {
    const { report, predicted } = await reportOf(options, context);
    const { dataRoot, withPictures, output } = options;
    const usual = join(dataRoot, 'results', `${predicted.dataset}_${predicted.split}_report`);
    const pictures = withPictures ? await pictureSheets(dataRoot, predicted) : [];
    const written = await writeReport(output ?? usual, report, pictures);
    const { images, accuracy } = report.score;
    return { ...written, images, accuracy };
  },
  print: ({ html, images, accuracy }) =>
    `${html}: accuracy ${accuracy.toFixed(4)} of ${images} images`,
});

/** The report that the flags ask for, and what the model says of each picture. */
export async function reportOf(
  options: OptionValues<typeof reportOptions> & CommonValues,
  context: CommandContext,
): Promise<{ report: Report; predicted: PredictedSplit }> {
  const given = await factsOf(options);
  const { predicted, operatingPoint } = await predictAtPoint(options, context);
  const { dataset, split, temperature } = predicted;
  const { dataRoot, minConfidence, resamples, seed } = options;
  const model = modelPath(options);
  const report = makeReport({
    title: `${basename(model)} on ${dataset}, ${split}`,
    results: predicted,
    ...{ operatingPoint, temperature, minConfidence, resamples, seed, logger: context.logger },
    facts: [await readSplitFacts(dataRoot, dataset, split), ...given],
    history: await historyOf(predicted),
    origin: await originOf(predicted, dataRoot),
  });
  return { report, predicted };
}

/** How the training went whose very model it is, where its history lies beside it. */
async function historyOf({ model, modelSha256 }: PredictedSplit): Promise<History | undefined> {
  const training = await trainingOf(model, modelSha256);
  const history = training && (await madeWith(training, '_History.json'));
  return history === undefined ? undefined : readHistory(history.slice(0, -'.json'.length));
}
