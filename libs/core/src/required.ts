/**
 * A value that must be there: where it is not, a slip of this code ends here instead of becoming an
 * empty string or a missing weight further on. For faults of a user's file, throw the error of the
 * library in place of this.
 *
 * @param what - names the value in the message, such as `the SHA-256 of a.jpg`
 * @throws Error when the value is `undefined` or `null`.
 */
export function required<T>(value: T, what: string): NonNullable<T> {
  if (value === undefined || value === null) throw new Error(`internal error: ${what} is missing`);
  return value;
}
