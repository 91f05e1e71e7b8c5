import { dataRootOption, modelsOption, type OptionTable } from '@gender/cli';
import { z } from 'zod';

/** The flags that decide which features are made; `extract` and `train` share them. */
export const backboneOptions = {
  dataset: {
    schema: z.string(),
    description: 'name of a prepared dataset, a folder of --data-root',
    alias: 'd',
  },
  backbone: {
    schema: z.string().optional(),
    description: 'Keras file of the network [default: VGG_Face_pretrained_descriptor.h5 in --models]',
  },
  preprocess: {
    schema: z.enum(['network', 'rescale']).optional(),
    description: 'subtract the mean of the network, the default where it carries one, or divide by 255',
  },
  resample: {
    schema: z.enum(['nearest', 'bilinear', 'bicubic', 'lanczos', 'box']).default('nearest'),
    description: 'how pictures are resized, as Pillow does it',
  },
  exif: {
    schema: z.enum(['apply', 'ignore']).default('apply'),
    description: "whether a camera's orientation tag turns a picture",
  },
  engine: {
    schema: z.enum(['auto', 'onnxruntime', 'onnxruntime-web', 'tensorflow']).default('auto'),
    description: 'software that runs the network',
  },
  threads: {
    schema: z.number().int().min(1).optional(),
    description: 'threads that compute [default: the number of cores]',
  },
  dataRoot: dataRootOption,
  models: modelsOption,
} satisfies OptionTable;
