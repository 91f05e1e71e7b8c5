import { MAX_ATTRIBUTE_BYTES, type Hdf5Group, type Hdf5GroupWriter } from '@gender/hdf5';

/**
 * Gives a group an attribute that is a list of names, cut as Keras cuts it where HDF5 would
 * refuse it: into `name0`, `name1` and so on, of nearly equal length.
 */
export function writeNames(
  group: Hdf5GroupWriter,
  attribute: string,
  names: readonly string[],
): void {
  const pieces = cut(names);
  if (pieces.length === 1) group.setAttribute(attribute, names);
  else pieces.forEach((piece, index) => group.setAttribute(`${attribute}${index}`, piece));
}

/** Reads such a list, whole or cut; `undefined` where there is none. */
export function readNames(group: Hdf5Group, attribute: string): string[] | undefined {
  const present = new Set(group.attributeNames());
  if (present.has(attribute)) return stringsOf(group, attribute);
  if (!present.has(`${attribute}0`)) return undefined;
  const names: string[] = [];
  for (let index = 0; present.has(`${attribute}${index}`); index += 1) {
    names.push(...stringsOf(group, `${attribute}${index}`));
  }
  return names;
}

/** An empty list has no strings: NumPy makes it a list of numbers. */
function stringsOf(group: Hdf5Group, attribute: string): string[] {
  const value = group.attribute(attribute);
  const isList = typeof value === 'object' && value !== null && !('dtype' in value);
  return isList ? [...value] : [];
}

function cut(names: readonly string[]): readonly (readonly string[])[] {
  for (let count = 1; count < names.length; count += 1) {
    const pieces = split(names, count);
    if (pieces.every((piece) => storedBytes(piece) <= MAX_ATTRIBUTE_BYTES)) return pieces;
  }
  return split(names, Math.max(1, names.length));
}

/** `count` pieces, the first ones longer by one where they are not equal, as NumPy splits. */
function split(names: readonly string[], count: number): (readonly string[])[] {
  const size = Math.floor(names.length / count);
  const longer = names.length % count;
  return Array.from({ length: count }, (_, index) => {
    const start = index * size + Math.min(index, longer);
    return names.slice(start, start + size + (index < longer ? 1 : 0));
  });
}

function storedBytes(names: readonly string[]): number {
  const longest = Math.max(0, ...names.map((name) => Buffer.byteLength(name)));
  return (longest + 1) * names.length;
}
