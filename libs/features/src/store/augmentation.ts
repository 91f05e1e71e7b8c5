import type { Preprocessing } from '@gender/image';

/** The ways of augmenting a training set: each feeds its pictures once more, changed. */
export const augmentations = ['flip'] as const;

/** `flip`: mirrored left to right. */
export type Augmentation = (typeof augmentations)[number];

/** How each feeds a picture differently; a new one is a row here, and its name above. */
const feedings: Readonly<Record<Augmentation, Pick<Preprocessing, 'mirror'>>> = {
  flip: { mirror: true },
};

/** How pictures are fed for an augmentation, or for none. */
export function augmentedPreprocessing(
  preprocessing: Preprocessing,
  augment: Augmentation | undefined,
): Preprocessing {
  return { ...preprocessing, mirror: false, ...(augment && feedings[augment]) };
}

/** The augmentation that feeds pictures so; `undefined` where they are fed as they are. */
export function augmentationOf({ mirror = false }: Preprocessing): Augmentation | undefined {
  return augmentations.find((name) => (feedings[name].mirror ?? false) === mirror);
}
