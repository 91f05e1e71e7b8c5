import { createHead, writeTransferModel, type TransferModel } from '@gender/classifier';
import { createRandom } from '@gender/core';
import { choosePreprocessing, NetworkBackbone, type PreprocessingChoice } from '@gender/features';
import { tinyBackbone, writeColourDataset } from '@gender/testing';

type InFolder = (...names: string[]) => string;

/** The flags that name the folders of data and models. */
export function folders(inFolder: InFolder): string[] {
  return ['--data-root', inFolder('data'), '--models', inFolder('models')];
}

/** Writes a model with seeded random weights, which need not be good to be evaluated. */
export async function writeModel(
  inFolder: InFolder,
  trainset: string,
  classes: readonly [string, string] = ['Female', 'Male'],
  choice: PreprocessingChoice = {},
  quantization?: TransferModel['quantization'],
): Promise<void> {
  const backbone = tinyBackbone();
  await writeTransferModel(inFolder('models', `${trainset}_Transfer_Model.h5`), {
    backbone,
    head: createHead({ inputShape: [4, 4, 5], classes, random: createRandom(3) }),
    preprocessing: choosePreprocessing(new NetworkBackbone(backbone), choice),
    classes,
    quantization,
  });
}

/** Writes the dataset `Tiny`, six pictures of each class in each split, and a model for it. */
export async function prepare(inFolder: InFolder): Promise<void> {
  writeColourDataset(inFolder('data', 'Tiny'), 6);
  await writeModel(inFolder, 'Tiny');
}
