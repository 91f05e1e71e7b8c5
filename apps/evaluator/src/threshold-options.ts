import {
  defaultDataset,
  UsageError,
  type CommandContext,
  type OptionTable,
  type OptionValues,
} from '@gender/cli';
import { sha256File } from '@gender/core/node';
import {
  applyOperatingPoint,
  checkApart,
  chooseOperatingPoint,
  datasetOf,
  describeOperatingPoint,
  trainingOf,
  type OperatingPoint,
  type PredictedSplit,
} from '@gender/evaluation';
import * as z from 'zod';
import { modelPath, predictModel, type ModelValues } from './predict-model.js';

type ThresholdRule = OperatingPoint['rule'];

const expected =
  'expected equal-error, cost:<false positive>:<false negative> or precision:<0 … 1>';

/** The flags by which a class is called from another probability on than that of the others. */
export const thresholdOptions = {
  thresholdBy: {
    schema: z
      .string()
      .transform((text, context) => {
        const rule = parseRule(text);
        if (rule === undefined) context.addIssue(expected);
        return rule ?? z.NEVER;
      })
      .optional(),
    description:
      'choose on validation pictures from which probability on --positive is called: equal-error, cost:1:5 (false positive : false negative) or precision:0.95',
    fallback: 'the most probable class is called',
  },
  positive: {
    schema: z.string().optional(),
    description: 'the class that has the threshold',
    fallback: 'the last',
  },
} satisfies OptionTable;

export type ThresholdValues = OptionValues<typeof thresholdOptions>;

function parseRule(text: string): ThresholdRule | undefined {
  const [by, ...numbers] = text.split(':');
  const [first, second, ...others] = numbers.map((number) =>
    /^[\d.]+$/.test(number) ? Number(number) : Number.NaN,
  );
  const isNumber = (value: number | undefined): value is number => Number(value) >= 0;
  if (others.length > 0) return undefined;
  if (by === 'equal-error' && first === undefined) return { by: 'equal error' };
  if (by === 'cost' && isNumber(first) && isNumber(second) && first + second > 0) {
    return { by, falsePositive: first, falseNegative: second };
  }
  if (by === 'precision' && isNumber(first) && first <= 1 && second === undefined) {
    return { by, precision: first };
  }
  return undefined;
}

/** What the model that the flags name says of the test set, called as the flags say. */
export async function predictAtPoint(
  options: ModelValues & ThresholdValues,
  context: CommandContext,
): Promise<{ predicted: PredictedSplit; operatingPoint?: OperatingPoint }> {
  const chosen = await operatingPointOf(options, context);
  const predicted = await predictModel(options, context);
  if (chosen === undefined) return { predicted };
  const { validation, operatingPoint } = chosen;
  checkApart(validation, predicted, context.logger);
  return { predicted: applyOperatingPoint(predicted, operatingPoint), operatingPoint };
}

/**
 * The operating point that the flags ask for, chosen on the validation split of the dataset that the model was
 * trained on.
 *
 * @throws UsageError when it is not known which that is.
 */
export async function operatingPointOf(
  options: ModelValues & ThresholdValues,
  context: CommandContext,
): Promise<{ validation: PredictedSplit; operatingPoint: OperatingPoint } | undefined> {
  const { thresholdBy: rule, positive } = options;
  checkPositive(options);
  if (rule === undefined) return undefined;
  const testset = await validationSetOf(options, context);
  const ofValidation = { ...options, testset, split: 'validation' as const };
  const validation = await predictModel(ofValidation, context);
  return { validation, operatingPoint: chooseOperatingPoint(validation, rule, positive) };
}

/** @throws UsageError when a class is named that has no threshold. */
export function checkPositive({ thresholdBy, positive }: ThresholdValues): void {
  if (thresholdBy !== undefined || positive === undefined) return;
  throw new UsageError('--positive names the class of --threshold-by, which is not there');
}

async function validationSetOf(options: ModelValues, { logger }: CommandContext): Promise<string> {
  const { trainset, model: named } = options;
  const model = modelPath(options);
  const training = await trainingOf(model, await sha256File(model));
  const trainedOn = training && datasetOf(training);
  const found = trainset ?? trainedOn ?? (named === undefined ? defaultDataset : undefined);
  if (found === undefined) {
    throw new UsageError(
      `no manifest says what ${model} was trained on, on whose validation pictures --threshold-by chooses; name that dataset with --trainset`,
    );
  }
  if (trainedOn !== undefined && trainedOn !== found) {
    logger.warn(`the threshold is chosen on ${found}, and ${model} was trained on ${trainedOn}`);
  }
  return found;
}

/** From where on a class is called, where that is not as usual: the lines of it. */
export function operatingPointLines(point: OperatingPoint | undefined): string[] {
  return point === undefined ? [] : [describeOperatingPoint(point)];
}
