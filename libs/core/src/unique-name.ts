/**
 * A name that is not taken yet: the wanted one, or the wanted one with the first free number.
 *
 * @param from - the first number that is tried: 1 as Keras numbers layers, 2 for "the second of that name"
 * @example
 * uniqueName('dense', (name) => ['dense', 'dense_1'].includes(name)); // 'dense_2'
 */
export function uniqueName(wanted: string, isTaken: (name: string) => boolean, from = 1): string {
  let name = wanted;
  for (let count = from; isTaken(name); count += 1) name = `${wanted}_${count}`;
  return name;
}
