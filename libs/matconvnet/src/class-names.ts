import type { Logger } from '@gender/core';
import { textOf, type MatValue } from '@gender/mat';
import { isEmpty } from './layer-fields.js';
import type { SourceNetwork } from './source-network.js';

/**
 * What the components of the output stand for: descriptions where there are any, otherwise names,
 * or a list without such fields. Those that cannot be read, or are not one for each component, are
 * left out.
 */
export function fittingClasses(
  net: SourceNetwork,
  components: number,
  logger: Logger,
): string[] | undefined {
  const lists = listsOf(net.classes);
  const classes = lists.map(textsIn).find((texts) => texts !== undefined);
  if (classes?.length === components) return classes;
  if (classes !== undefined) {
    logger.warn(
      `${net.file}: names ${classes.length} classes, but the network tells ${components} apart; the names are left out`,
    );
  } else if (lists.some((list) => !isEmpty(list))) {
    logger.warn(`${net.file}: names classes otherwise than by texts; the names are left out`);
  }
  return undefined;
}

/** Where names may stand: in the fields of one struct, in one field of many structs, or in a list alone. */
function listsOf(classes: MatValue | undefined): (MatValue | undefined)[] {
  if (classes?.kind !== 'struct') return [classes];
  return ['description', 'name'].map((field) => {
    const values = classes.fields.get(field);
    return values?.length === 1
      ? values[0]
      : values && { kind: 'cell', shape: [1, values.length], cells: values };
  });
}

/** The texts of a cell array, or the rows of a char matrix without the spaces that fill them up. */
function textsIn(list: MatValue | undefined): string[] | undefined {
  if (list?.kind === 'char' && list.rows.length > 1) return list.rows.map((row) => row.trimEnd());
  if (list?.kind !== 'cell' || list.cells.length === 0) return undefined;
  const texts = list.cells.map(textIn).filter((text) => text !== undefined);
  return texts.length === list.cells.length ? texts : undefined;
}

/** A text, also one in a cell of its own. */
function textIn(value: MatValue): string | undefined {
  const [inner, ...more] = value.kind === 'cell' ? value.cells : [];
  return inner !== undefined && more.length === 0 ? textIn(inner) : textOf(value);
}
