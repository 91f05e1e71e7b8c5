import { join } from 'node:path';
import {
  dataRootOption,
  datasetNameSchema,
  existingFile,
  modelsOption,
  type OptionTable,
  type OptionValues,
} from '@gender/cli';
import { engineOptions } from '@gender/engine-cli';
import { z } from 'zod';

/** The flags that decide which features are made; `extract` and `train` share them. */
export const backboneOptions = {
  dataset: {
    schema: datasetNameSchema,
    description: 'name of a prepared dataset, a folder of --data-root',
    alias: 'd',
  },
  backbone: {
    schema: z.string().optional(),
    description: 'Keras file of the network',
    fallback: 'VGG_Face_pretrained_descriptor.h5 in --models',
  },
  preprocess: {
    schema: z.enum(['network', 'rescale']).optional(),
    description: 'subtract the mean that the network carries, or divide by 255',
    fallback: 'network, where it carries a mean',
  },
  resample: {
    schema: z.enum(['nearest', 'bilinear', 'bicubic', 'lanczos', 'box']).default('nearest'),
    description: 'how pictures are resized, as Pillow does it',
  },
  exif: {
    schema: z.enum(['apply', 'ignore']).default('apply'),
    description: "whether a camera's orientation tag turns a picture",
  },
  precision: {
    schema: z.enum(['fp32', 'int8']).default('fp32'),
    description:
      'numbers in which the network is computed; int8 is faster, see docs/quantization.md',
  },
  augment: {
    schema: z.enum(['flip']).optional(),
    description: 'flip: train on the mirrored pictures as well',
    fallback: 'pictures as they are',
  },
  ...engineOptions,
  dataRoot: dataRootOption,
  models: modelsOption,
} satisfies OptionTable;

/**
 * The Keras file of the network that the flags name.
 *
 * @throws FileError when it does not exist.
 */
export function backbonePath({ backbone, models }: OptionValues<typeof backboneOptions>): string {
  return existingFile(
    backbone ?? join(models, 'VGG_Face_pretrained_descriptor.h5'),
    'make it with gender-convert convert, or name another with --backbone',
  );
}
