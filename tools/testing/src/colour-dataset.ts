import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRandom } from '@gender/core';
import { solidPicture, type Colour } from './solid-picture.js';

/**
 * Writes a prepared dataset, `<folder>/{train,validation,test}/<class>/<n>_Age<age>.bmp`: pictures
 * of the first class are reddish, those of the second bluish, so that any classifier can tell them
 * apart.
 *
 * @param count - pictures of each class in each split
 */
export function writeColourDataset(
  folder: string,
  count: number,
  classes: readonly [string, string] = ['Female', 'Male'],
): void {
  const random = createRandom(11);
  for (const split of ['train', 'validation', 'test']) {
    for (const [index, name] of classes.entries()) {
      mkdirSync(join(folder, split, name), { recursive: true });
      for (let number = 1; number <= count; number += 1) {
        const [low, high] = [random.integer(80), 160 + random.integer(80)];
        const colour: Colour =
          index === 0 ? [high, random.integer(255), low] : [low, random.integer(255), high];
        const path = join(folder, split, name, `${number}_Age${20 + random.integer(50)}.bmp`);
        writeFileSync(path, solidPicture(10, 12, colour));
      }
    }
  }
}
