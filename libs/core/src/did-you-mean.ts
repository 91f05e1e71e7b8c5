import { distance } from 'fastest-levenshtein';

/** A name that needs more changes than this is another name, not a slip of the keyboard. */
const mostChanges = 3;

/**
 * The end of a message about a name that does not exist: `; did you mean "train"?`, or nothing where
 * no name is like it. Upper and lower case count as equal.
 *
 * @param word - what was written
 * @param names - what exists: commands, flags, the datasets of a folder
 *
 * @example
 * `unknown command "trian"${didYouMean('trian', ['train', 'merge'])}`;
 */
export function didYouMean(word: string, names: readonly string[]): string {
  const [nearest] = names
    .map((name) => ({ name, changes: distance(word.toLowerCase(), name.toLowerCase()) }))
    .filter(({ changes }) => changes <= Math.min(mostChanges, word.length / 2))
    .sort((a, b) => a.changes - b.changes);
  return nearest === undefined ? '' : `; did you mean "${nearest.name}"?`;
}
