import type { MatValue } from './mat-value.js';
import { openMat, type MatOrigin, type OpenMatOptions } from './open-mat.js';
import type { MatSelection } from './read-session.js';

export interface ReadMatOptions extends MatSelection, OpenMatOptions {}

/** The variables of a file by name, in their order in the file. */
export type MatVariables = ReadonlyMap<string, MatValue>;

/**
 * Opens a MAT-file, reads its variables in one pass that holds no more than the arrays it returns,
 * and closes it.
 *
 * @throws MatError when it is no MAT-file, damaged or cut short.
 * @example
 * ```ts
 * const variables = await readMat('vgg_face.mat', {
 *   select: ({ path }) => !path.startsWith('net.layers{33}'),
 * });
 * ```
 */
export async function readMat(
  origin: MatOrigin,
  options: ReadMatOptions = {},
): Promise<MatVariables> {
  await using file = await openMat(origin, options);
  const variables = new Map<string, MatValue>();
  for await (const [name, value] of file.variables(options)) variables.set(name, value);
  return variables;
}
