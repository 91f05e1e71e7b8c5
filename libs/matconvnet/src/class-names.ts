import { fieldOf, textOf } from '@gender/mat';
import type { MatNet } from './find-net.js';

/** What the components of the output stand for: descriptions where there are any, otherwise names. */
export function classNamesOf({ classes }: MatNet): string[] | undefined {
  return textsOf(classes, 'description') ?? textsOf(classes, 'name');
}

function textsOf(classes: MatNet['classes'], field: string): string[] | undefined {
  const list = fieldOf(classes, field);
  if (list?.kind !== 'cell' || list.cells.length === 0) return undefined;
  const texts = list.cells.map(textOf).filter((text) => text !== undefined);
  return texts.length === list.cells.length ? texts : undefined;
}
