import type { Reading } from '../reading.js';
import type { Hdf5Group, Hdf5Member } from '@gender/hdf5';
import { elementCount } from '@gender/tensor';
import type { MatStruct, MatValue } from '../mat-value.js';
import { unread } from '../read-session.js';
import type { ObjectHeader } from './describe-object.js';
import { orMatError } from './or-mat-error.js';
import { failure, readObject, readTarget, type ObjectReader } from './read-object.js';

/**
 * Reads a struct, a group of which the members are the fields, or an array of structs, of which
 * each field is a dataset of references, one for every struct.
 */
export function* readStructGroup(
  from: ObjectReader,
  group: Hdf5Group,
  { shape }: ObjectHeader,
  path: string,
  depth: number,
): Reading<MatStruct> {
  const names = fieldNames(group);
  const members = names.map((name) => orMatError(() => group.get(name)));
  const fields = new Map<string, MatValue[]>(names.map((name) => [name, []]));
  const arrays = members.map((member) => targetsOf(member));
  if (arrays.every((targets) => targets === undefined)) {
    for (const [index, name] of names.entries()) {
      fields.get(name)?.push(yield* readField(from, members[index], `${path}.${name}`, depth + 1));
    }
    return { kind: 'struct', shape, fields };
  }
  const count = elementCount(shape);
  if (arrays.some((targets) => targets?.length !== count)) {
    throw failure(from, 'MAT_FORMAT', `the fields of ${path} differ in length`);
  }
  for (let index = 0; index < count; index += 1) {
    const element = count === 1 ? path : `${path}(${index + 1})`;
    for (const [column, name] of names.entries()) {
      const nested = `${element}.${name}`;
      const target = arrays[column]?.[index];
      const value = from.session.ended
        ? unread
        : yield* readTarget(from, target, nested, depth + 1);
      fields.get(name)?.push(value);
    }
  }
  return { kind: 'struct', shape, fields };
}

/** The fields in their order in MATLAB; HDF5 keeps them by name. */
function fieldNames(group: Hdf5Group): string[] {
  const members = orMatError(() => group.names());
  const stored = orMatError(() => group.attribute('MATLAB_fields'));
  const ordered = Array.isArray(stored) ? (stored as string[]) : [];
  const known = new Set(members);
  const first = [...new Set(ordered)].filter((name) => known.has(name));
  const taken = new Set(first);
  return [...first, ...members.filter((name) => !taken.has(name))];
}

/** What the references of one field of an array of structs point to. */
function targetsOf(member: Hdf5Member | undefined): (string | undefined)[] | undefined {
  if (member?.kind !== 'references') return undefined;
  return orMatError(() =>
    member.attribute('MATLAB_class') === undefined ? member.read() : undefined,
  );
}

function* readField(
  from: ObjectReader,
  member: Hdf5Member | undefined,
  path: string,
  depth: number,
): Reading<MatValue> {
  if (from.session.ended) return unread;
  if (member !== undefined) return yield* readObject(from, member, path, depth);
  throw failure(from, 'MAT_FORMAT', `${path} is no array`);
}
