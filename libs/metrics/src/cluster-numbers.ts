/**
 * Numbers the persons (or other clusters) that rows belong to; the same text in either Unicode form is
 * the same person, and who is not known is somebody else.
 *
 * @param persons - of each row, `undefined` where it is not known
 * @returns of each row a number; absent where nobody is known.
 */
export function clusterNumbers(persons: readonly (string | undefined)[]): number[] | undefined {
  if (persons.every((person) => person === undefined)) return undefined;
  const numbers = new Map<string, number>();
  return persons.map((person, row) => {
    if (person === undefined) return -1 - row;
    const name = person.normalize();
    const number = numbers.get(name) ?? numbers.size;
    numbers.set(name, number);
    return number;
  });
}
