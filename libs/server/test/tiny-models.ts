import { createHead, writeTransferModel } from '@gender/classifier';
import { createRandom } from '@gender/core';
import { choosePreprocessing, NetworkBackbone } from '@gender/features';
import { solidPicture, tinyBackbone } from '@gender/testing';

/** Writes a model with seeded random weights. */
export async function writeTinyModel(
  path: string,
  seed: number,
  temperature?: number,
): Promise<void> {
  const backbone = tinyBackbone();
  const classes = ['Female', 'Male'];
  const head = createHead({ inputShape: [4, 4, 5], classes, random: createRandom(seed) });
  await writeTransferModel(path, {
    ...{ backbone, classes, head: { ...head, temperature } },
    preprocessing: choosePreprocessing(new NetworkBackbone(backbone)),
  });
}

/** Pictures of as many colours. */
export function pictures(count: number): Uint8Array[] {
  return Array.from({ length: count }, (_, index) =>
    solidPicture(9, 8, [(index * 37) % 256, (index * 91) % 256, (index * 53) % 256]),
  );
}
