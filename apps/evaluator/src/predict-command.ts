import {
  defineCommand,
  formatCount,
  formatTable,
  UsageError,
  type CommandContext,
} from '@gender/cli';
import {
  callAtPoint,
  classifyFiles,
  formatClassifiedFiles,
  inClassOrder,
  NO_FACE,
  sixDecimals,
  type ClassifiedFiles,
  type OperatingPoint,
} from '@gender/evaluation';
import * as z from 'zod';
import { describeBox } from './describe-box.js';
import { describeTemperature, meaningOf, modelOptions, onBadOption } from './model-options.js';
import { modelPath, writeModelResults, type ModelValues } from './predict-model.js';
import {
  operatingPointLines,
  operatingPointOf,
  predictAtPoint,
  thresholdOptions,
  type ThresholdValues,
} from './threshold-options.js';

/** `gender-evaluate predict`. */
export const predictCommand = defineCommand({
  name: 'predict',
  summary:
    'Write the class probabilities of every test picture to a CSV file, or classify pictures',
  examples: [
    ['--trainset GenderDataset_Small', 'data/results/GenderDataset_Small_test_results.csv'],
    ['--trainset B --testset A --output b.csv', 'the test set of A by the model of B'],
    ['photo.jpg holiday/ --model model.h5', 'the classes of the faces in them, as a table'],
    ['face.jpg --model model.h5 --faces none', 'of a picture that is cropped as in training'],
  ],
  options: {
    pictures: {
      schema: z.array(z.string()).default([]),
      description: 'pictures, and folders of pictures, to classify instead of a test set',
      fallback: 'the test set',
      positional: true,
    },
    csv: {
      schema: z.boolean().default(false),
      description: 'print the classes and probabilities of these pictures as CSV',
    },
    output: {
      schema: z.string().optional(),
      description: 'file for the results of the test set, such as one for each model to compare',
      fallback: '<data-root>/results/<testset>_<split>_results.csv',
    },
    ...onBadOption,
    ...thresholdOptions,
    ...modelOptions,
  },
  run: async (options, context) => {
    if (options.pictures.length > 0) {
      if (options.output === undefined) return classifyPictures(options, context);
      throw new UsageError('--output goes with a test set; print pictures with --csv or --json');
    }
    if (options.csv) throw new UsageError('--csv goes with pictures, which are missing');
    const started = performance.now();
    const { predicted, operatingPoint } = await predictAtPoint(options, context);
    const seconds = (performance.now() - started) / 1000;
    const made = { predicted, operatingPoint, seconds };
    const output = await writeModelResults(options, context, made);
    const { temperature } = predicted;
    return { output, images: predicted.rows.length, temperature, operatingPoint, seconds };
  },
  print: (result, { csv }) => {
    if ('output' in result) {
      const { output, images, temperature, operatingPoint } = result;
      const written = `${output}: ${formatCount(images, 'images')}`;
      return [
        written,
        ...describeTemperature(temperature),
        ...operatingPointLines(operatingPoint),
      ].join('\n');
    }
    return csv ? formatClassifiedFiles(result).trimEnd() : describePictures(result);
  },
});

async function classifyPictures(
  options: ModelValues & ThresholdValues & { pictures: string[] },
  context: CommandContext,
): Promise<ClassifiedFiles & { operatingPoint?: OperatingPoint }> {
  const model = modelPath(options);
  const { operatingPoint } = (await operatingPointOf(options, context)) ?? {};
  const classified = await classifyFiles({ ...options, ...context, ...meaningOf(options), model });
  for (const { reason } of classified.skipped) context.logger.warn(`left out: ${reason}`);
  const faceless = classified.pictures.filter(({ label }) => label === null).length;
  if (faceless > 0)
    context.logger.warn(`${NO_FACE} is found in ${formatCount(faceless, 'pictures')}`);
  if (operatingPoint === undefined) return classified;
  return { ...callAtPoint(classified, operatingPoint), operatingPoint };
}

/** A row for each face, or for each picture where all were taken whole; then what was left out. */
function describePictures({
  classes,
  pictures,
  skipped,
  temperature,
  operatingPoint,
}: ClassifiedFiles & { operatingPoint?: OperatingPoint }): string {
  const inPhotos = pictures.some((row) => row.label === null || row.box !== undefined);
  const table = formatTable(
    ['picture', ...(inPhotos ? ['face'] : []), 'class', ...classes],
    pictures.map((row) => {
      if (row.label === null) return [row.file, row.reason, ...classes.map(() => ''), ''];
      const { file, box, label } = row;
      const place = inPhotos ? [box ? describeBox(box) : 'whole picture'] : [];
      return [file, ...place, label, ...inClassOrder(classes, row).map(sixDecimals)];
    }),
  );
  return [
    table,
    ...describeTemperature(temperature),
    ...operatingPointLines(operatingPoint),
    ...(skipped.length === 0 ? [] : [`left out: ${skipped.length}`]),
  ].join('\n');
}
