import {
  dataRootOption,
  datasetNameSchema,
  defaultDataset,
  modelsOption,
  type OptionTable,
} from '@gender/cli';
import { faceTreatments, type ModelMeaning } from '@gender/classifier';
import { splitNames } from '@gender/dataset';
import { engineOptions } from '@gender/engine-cli';
import { badPictureRules } from '@gender/evaluation';
import { preprocessingModes, type PreprocessingMode } from '@gender/image';
import { precisions } from '@gender/quantization';
import * as z from 'zod';

/** `--on-bad`. */
export const onBadOption = {
  onBad: {
    schema: z.enum(badPictureRules).default('fail'),
    description:
      'what is done about a picture that cannot be read: fail ends the work, skip leaves it out and names it',
  },
} satisfies OptionTable;

/** The flags that name a model and a test set; `evaluate` and `predict` share them. */
export const modelOptions = {
  trainset: {
    schema: datasetNameSchema.optional(),
    description: 'name of the dataset that the model was trained on',
    fallback: `${defaultDataset}; for --threshold-by what the manifest beside the model says`,
  },
  testset: {
    schema: datasetNameSchema.optional(),
    description: 'name of the dataset to test on',
    fallback: 'that of --trainset',
  },
  split: {
    schema: z.enum(splitNames).default('test'),
    description: 'which of its splits',
  },
  model: {
    schema: z.string().optional(),
    description: 'model file',
    fallback: '<trainset>_Transfer_Model.h5, or .onnx, in --models',
  },
  classes: {
    schema: z
      .string()
      .transform((names) => names.split(',').map((name) => name.trim()))
      .optional(),
    description: 'what the outputs of the model stand for, in their order: cat,dog',
    fallback: 'those that the model file names',
  },
  preprocess: {
    schema: z.enum(preprocessingModes).optional(),
    description:
      'how pictures are fed to it: less the mean of the network, divided by 255, or raw, 0 to 255',
    fallback: 'as the model file says',
  },
  logits: {
    schema: z.boolean().default(false),
    description: 'its outputs are logits: softmax makes probabilities of them',
  },
  precision: {
    schema: z.enum(precisions).optional(),
    description: 'numbers in which the backbone is computed',
    fallback: 'those that the model was trained with',
  },
  acceptOtherPrecision: {
    schema: z.boolean().default(false),
    description: 'compute in fp32 what was trained in int8; probabilities differ',
  },
  calibrated: {
    schema: z.boolean().default(false),
    description:
      'divide logits by the temperature that training has fitted on validation; answers stay the same',
  },
  faces: {
    schema: z.enum(faceTreatments).optional(),
    description:
      'what photos are taken for: find looks for their faces; trained does, where the model was trained on faces cut out of photos; none takes pictures for such faces, also those of a test set',
    fallback: 'find, where the networks that find faces are installed',
  },
  verify: {
    schema: z.boolean().default(false),
    description: 'read every picture again, also where size and time of its file are unchanged',
  },
  ...engineOptions,
  dataRoot: dataRootOption,
  models: modelsOption,
} satisfies OptionTable;

/** What the flags say of a model whose file does not say it. */
export function meaningOf(options: {
  classes?: string[] | undefined;
  preprocess?: PreprocessingMode | undefined;
  logits: boolean;
}): ModelMeaning {
  const { classes, preprocess: mode, logits } = options;
  return { classes, logits, preprocessing: mode && { mode } };
}

/** That probabilities are calibrated, where they are. */
export function describeTemperature(temperature: number | undefined): string[] {
  if (temperature === undefined) return [];
  return [`probabilities are calibrated: logits divided by ${temperature.toFixed(4)}`];
}

/** The flag of `evaluate` and `score` that adds the published figure. */
export const batchMeanOption = {
  batchMean: {
    schema: z.number().int().min(1).optional(),
    description: 'also report cross-entropy as the mean over batches of this size, as published',
  },
} satisfies OptionTable;
