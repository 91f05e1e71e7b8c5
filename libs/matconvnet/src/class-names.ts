import type { Logger } from '@gender/core';
import { fieldOf, textOf, type MatValue } from '@gender/mat';
import type { SourceNetwork } from './source-network.js';

/**
 * What the components of the output stand for: descriptions where there are any, otherwise names,
 * or a list without such fields. Those that are not one for each component are left out.
 */
export function fittingClasses(
  net: SourceNetwork,
  components: number,
  logger: Logger,
): string[] | undefined {
  const classes = classNamesOf(net.classes);
  if (classes === undefined || classes.length === components) return classes;
  logger.warn(
    `${net.file}: names ${classes.length} classes, but the network tells ${components} apart; the names are left out`,
  );
  return undefined;
}

function classNamesOf(classes: MatValue | undefined): string[] | undefined {
  return (
    textsIn(fieldOf(classes, 'description')) ??
    textsIn(fieldOf(classes, 'name')) ??
    textsIn(classes)
  );
}

/** The texts of a cell array, or the rows of a char matrix without the spaces that fill them up. */
function textsIn(list: MatValue | undefined): string[] | undefined {
  if (list?.kind === 'char' && list.rows.length > 1) return list.rows.map((row) => row.trimEnd());
  if (list?.kind !== 'cell' || list.cells.length === 0) return undefined;
  const texts = list.cells.map(textOf).filter((text) => text !== undefined);
  return texts.length === list.cells.length ? texts : undefined;
}
