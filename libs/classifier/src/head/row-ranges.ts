/** Values of a piece: 4 MB, so that neither a copy nor a message to a thread takes long. */
const VALUES_PER_PIECE = 1 << 20;

/**
 * Cuts an array into ranges of whole rows along its first axis, some megabytes each.
 *
 * @param shape - at least one axis
 */
export function* rowRanges(
  shape: readonly number[],
): Generator<{ first: number; rows: number; rowLength: number }> {
  const [length = 0, ...rest] = shape;
  const rowLength = rest.reduce((product, axis) => product * axis, 1);
  const step = Math.max(1, Math.floor(VALUES_PER_PIECE / Math.max(1, rowLength)));
  for (let first = 0; first < length; first += step) {
    yield { first, rows: Math.min(step, length - first), rowLength };
  }
}
