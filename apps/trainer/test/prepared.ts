import { writeKerasModel } from '@gender/keras';
import { tinyBackbone, writeColourDataset } from '@gender/testing';

/**
 * Makes a folder ready for training: the dataset `Tiny` in `data`, six pictures of each class in each
 * split, and a backbone in `models`.
 *
 * @param inFolder - joins names to the folder
 * @returns the flags that name both folders
 */
export async function prepare(inFolder: (...names: string[]) => string): Promise<string[]> {
  writeColourDataset(inFolder('data', 'Tiny'), 6);
  await writeKerasModel(inFolder('models', 'VGG_Face_pretrained_descriptor.h5'), tinyBackbone());
  return ['--data-root', inFolder('data'), '--models', inFolder('models')];
}
