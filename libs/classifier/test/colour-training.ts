import { writeKerasModel } from '@gender/keras';
import { tinyBackbone, writeColourDataset } from '@gender/testing';
import type { TrainClassifierOptions } from '../src/train-classifier.js';

/**
 * Writes a dataset of two colours and a small backbone.
 *
 * @param inFolder - joins names to the folder that takes them
 * @param perClass - pictures of each class in each split
 * @returns where they are, as a training is told
 */
export async function colourTraining(
  inFolder: (...names: string[]) => string,
  perClass: number,
): Promise<TrainClassifierOptions> {
  const backbone = inFolder('models', 'tiny.h5');
  writeColourDataset(inFolder('data', 'Colours'), perClass);
  await writeKerasModel(backbone, tinyBackbone());
  return { dataset: 'Colours', dataRoot: inFolder('data'), models: inFolder('models'), backbone };
}
