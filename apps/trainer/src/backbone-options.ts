import { join } from 'node:path';
import {
  dataRootOption,
  datasetNameSchema,
  defaultDataset,
  existingFile,
  modelsOption,
  normalizationOf,
  normalizationOptions,
  UsageError,
  type OptionTable,
  type OptionValues,
} from '@gender/cli';
import { engineOptions } from '@gender/engine-cli';
import { augmentations, badPictureRules, type ExtractDatasetOptions } from '@gender/features';
import { isNetworkName, networkNames } from '@gender/formats';
import { exifRules, preprocessingModes, resamplings } from '@gender/image';
import { precisions } from '@gender/quantization';
import * as z from 'zod';

/** The flags that decide which features are made; `extract` and `train` share them. */
export const backboneOptions = {
  dataset: {
    schema: datasetNameSchema.default(defaultDataset),
    description: 'name of a prepared dataset, a folder of --data-root',
    alias: 'd',
  },
  backbone: {
    schema: z.string().optional(),
    description: 'file of the pretrained network, or face-api (npm install @vladmandic/face-api)',
    fallback: 'VGG_Face_pretrained_descriptor.h5 in --models',
  },
  features: {
    schema: z.string().optional(),
    description:
      'layer of the network whose output is the features; of face-api pool or descriptor, of an ONNX file that is run as it is a tensor',
    fallback: 'the last of the file; of face-api pool',
  },
  preprocess: {
    schema: z.enum(preprocessingModes).optional(),
    description:
      'network subtracts the mean that the network was trained with; rescale divides by 255; raw feeds 0 to 255',
    fallback:
      'network; where the file says nothing, rescale for a descriptor of the original, else an error',
  },
  ...normalizationOptions,
  resample: {
    schema: z.enum(resamplings).optional(),
    description: 'interpolation for resizing pictures, equal to Pillow',
    fallback: 'nearest; of a network for aligned faces, such as face-api, its own (bilinear)',
  },
  exif: {
    schema: z.enum(exifRules).default('apply'),
    description: 'whether pictures are rotated by their EXIF orientation tag',
  },
  precision: {
    schema: z.enum(precisions).default('fp32'),
    description: 'arithmetic of the network; int8 is faster, see docs/quantization.md',
  },
  augment: {
    schema: z.enum(augmentations).optional(),
    description: 'augment the training set: flip adds the pictures mirrored',
    fallback: 'no augmentation',
  },
  onBad: {
    schema: z.enum(badPictureRules).default('fail'),
    description:
      'what is done about pictures that cannot be read: fail ends the work once the others are computed, skip leaves them out and names them',
  },
  verify: {
    schema: z.boolean().default(false),
    description: 'read every picture again, also where size and time of its file are unchanged',
  },
  ...engineOptions,
  dataRoot: dataRootOption,
  models: modelsOption,
} satisfies OptionTable;

/**
 * The network that the flags name: its file, or the name of one in an npm package.
 *
 * @throws FileError when there is no such file.
 */
export function backbonePath({
  backbone,
  models,
}: Pick<OptionValues<typeof backboneOptions>, 'backbone' | 'models'>): string {
  if (backbone !== undefined && isNetworkName(backbone)) return backbone;
  return existingFile(
    backbone ?? join(models, 'VGG_Face_pretrained_descriptor.h5'),
    'make it with gender-convert convert, or name another with --backbone',
    networkNames,
  );
}

/**
 * How pictures are fed to the network, as the flags say.
 *
 * @throws UsageError when --mean is given and --preprocess does not take it.
 */
export function feedingOf(
  options: Omit<OptionValues<typeof backboneOptions>, 'augment'>,
): Pick<ExtractDatasetOptions, 'preprocessing' | 'normalization'> {
  const { preprocess: mode, resample: resampling, exif } = options;
  const normalization = normalizationOf(options);
  if (normalization !== undefined && mode !== undefined && mode !== 'network') {
    throw new UsageError(`--mean is not used by --preprocess ${mode}; leave one of them out`);
  }
  return { preprocessing: { mode, resampling, exif }, normalization };
}
