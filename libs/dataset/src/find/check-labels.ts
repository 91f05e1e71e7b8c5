import type { Logger } from '@gender/core';
import { DatasetError } from '../dataset-error.js';
import type { LabelledImage } from '../labelled-image.js';
import { labelsOf } from '../write/plan-dataset.js';

/**
 * Checks that there are classes, and that they can be told apart and name folders.
 *
 * @throws DatasetError `DATASET_CLASSES` when they do not.
 */
export function checkLabels(source: string, images: readonly LabelledImage[]): void {
  const labels = labelsOf(images);
  if (labels.length < 2) {
    throw new DatasetError(
      'DATASET_CLASSES',
      `${source} has one class only (${labels.join()}); a classifier needs at least two`,
    );
  }
  const wrong = labels.find((label) => /[/\\\0]/.test(label) || label.startsWith('.'));
  if (wrong !== undefined) {
    throw new DatasetError(
      'DATASET_CLASSES',
      `${source} has the class ${JSON.stringify(wrong)}, which cannot name a folder; rename it`,
    );
  }
  const seen = new Map<string, string>();
  for (const label of labels) {
    const key = plainName(label);
    const other = seen.get(key);
    if (other !== undefined) {
      throw new DatasetError(
        'DATASET_CLASSES',
        `${source} has the classes ${JSON.stringify(other)} and ${JSON.stringify(label)}, which differ in case or spaces only; give both one name`,
      );
    }
    seen.set(key, label);
  }
}

/** What names have in common that differ in case, spaces or the form of their letters only. */
function plainName(name: string, between = ''): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s_-]+/g, between);
}

/**
 * Persons by one form of their names: `é` may be written as one character or as two, which look alike. Warns where
 * names differ in case or spaces only, as they count as two persons.
 */
export function withPlainPersons(
  source: string,
  images: readonly LabelledImage[],
  logger: Logger,
): LabelledImage[] {
  const plain = images.map((image) =>
    image.person === undefined ? image : { ...image, person: image.person.normalize() },
  );
  const seen = new Map<string, string>();
  const alike = new Set<string>();
  for (const { person } of plain) {
    if (person === undefined) continue;
    const key = plainName(person, ' '); // numbers such as 1-23 and 12-3 stay apart
    const other = seen.get(key);
    if (other === undefined) seen.set(key, person);
    else if (other !== person) alike.add(`${JSON.stringify(other)} and ${JSON.stringify(person)}`);
  }
  const [first] = alike;
  if (first !== undefined) {
    const more = alike.size > 1 ? ` (and ${alike.size - 1} more)` : '';
    logger.warn(
      `${source} has the persons ${first}${more}, which differ in case or spaces only; they count as two, whose pictures may be trained on and tested with: give both one name if they are one`,
    );
  }
  return plain;
}

/**
 * Checks that either all pictures belong to a split that is given, or none does.
 *
 * @throws DatasetError `DATASET_MANIFEST` when some do.
 */
export function checkSplits(source: string, images: readonly LabelledImage[]): void {
  const without = images.filter(({ split }) => split === undefined);
  const [first] = without;
  if (first === undefined || without.length === images.length) return;
  throw new DatasetError(
    'DATASET_MANIFEST',
    `${source} says of some pictures which split they belong to, but not of ${without.length} of ${images.length}, ${first.path} for one; say it of all or of none`,
  );
}

/** Why no picture of a class is left. */
const losses = {
  unreadable: 'can be read; see which are broken, and correct them or their list',
  faceless: 'has a face that is found; see which are left out, or take the pictures as they are',
};

/**
 * Checks that leaving out pictures has not emptied a class.
 *
 * @param loss - why pictures were left out
 * @throws DatasetError `DATASET_CLASSES`
 */
export function checkNoClassLost(
  source: string,
  before: readonly LabelledImage[],
  after: readonly LabelledImage[],
  loss: keyof typeof losses,
): void {
  const left = labelsOf(after);
  const lost = labelsOf(before).filter((label) => !left.includes(label));
  if (lost.length === 0) return;
  throw new DatasetError(
    'DATASET_CLASSES',
    `no picture of ${lost.join(', ')} in ${source} ${losses[loss]}`,
  );
}
