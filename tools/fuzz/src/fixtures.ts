import { readFileSync, readdirSync } from 'node:fs';

const libraries = new URL('../../../libs/', import.meta.url);

/** A file among the fixtures of a library. */
export interface Fixture {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** The test fixtures of a library whose names a pattern matches, in order. */
export function readFixtures(library: string, pattern: RegExp): Fixture[] {
  const folder = new URL(`${library}/test/fixtures/`, libraries);
  return readdirSync(folder)
    .filter((name) => pattern.test(name))
    .toSorted()
    .map((name) => ({ name, bytes: new Uint8Array(readFileSync(new URL(name, folder))) }));
}
