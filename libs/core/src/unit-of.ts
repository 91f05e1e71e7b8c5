/**
 * The unit of a count in a message, in the singular for one.
 *
 * @param plural - its first word that ends in "s" is the noun: `pictures without a face`
 * @example
 * `left out ${count} ${unitOf(count, 'broken pictures')}`; // left out 1 broken picture
 */
export function unitOf(count: number, plural: string): string {
  return count === 1 ? plural.replace(/s\b/, '') : plural;
}
