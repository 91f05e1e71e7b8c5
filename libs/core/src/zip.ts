/**
 * Pairs the elements of two sequences of one length.
 *
 * @throws Error when the lengths differ.
 * @example
 * zip(['a', 'b'], [1, 2]); // [['a', 1], ['b', 2]]
 */
export function zip<A, B>(left: Iterable<A>, right: Iterable<B>): [A, B][] {
  const lefts = [...left];
  const rights = [...right];
  if (lefts.length !== rights.length) {
    throw new Error(`internal error: cannot pair ${lefts.length} with ${rights.length} values`);
  }
  return lefts.map((value, index) => [value, rights[index] as B]);
}
