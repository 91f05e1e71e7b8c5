import type { CommandContext, OptionTable, OptionValues } from '@gender/cli';
import {
  applyOperatingPoint,
  checkApart,
  chooseOperatingPoint,
  describeOperatingPoint,
  type OperatingPoint,
  type PredictedSplit,
} from '@gender/evaluation';
import * as z from 'zod';
import { predictModel, type ModelValues } from './predict-model.js';

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
  const predicted = await predictModel(options, context);
  const chosen = await operatingPointOf(options, context);
  if (chosen === undefined) return { predicted };
  const { validation, operatingPoint } = chosen;
  checkApart(validation, predicted);
  return { predicted: applyOperatingPoint(predicted, operatingPoint), operatingPoint };
}

/** The operating point that the flags ask for, chosen on the validation split of the training set. */
export async function operatingPointOf(
  options: ModelValues & ThresholdValues,
  context: CommandContext,
): Promise<{ validation: PredictedSplit; operatingPoint: OperatingPoint } | undefined> {
  const { thresholdBy: rule, positive, trainset } = options;
  if (rule === undefined) return undefined;
  const ofValidation = { ...options, testset: trainset, split: 'validation' as const };
  const validation = await predictModel(ofValidation, context);
  return { validation, operatingPoint: chooseOperatingPoint(validation, rule, positive) };
}

/** From where on a class is called, where that is not as usual: the lines of it. */
export function operatingPointLines(point: OperatingPoint | undefined): string[] {
  return point === undefined ? [] : [describeOperatingPoint(point)];
}
