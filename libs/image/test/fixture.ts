import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { decodePicture } from '../src/decode-picture.js';
import type { Picture } from '../src/pixels/picture.js';

/** The path of a file in `test/fixtures`. */
export function fixturePath(name: string): string {
  return fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));
}

/** The bytes of a file in `test/fixtures`. */
export async function fixture(name: string): Promise<Uint8Array> {
  return new Uint8Array(await readFile(fixturePath(name)));
}

/** The parsed content of a JSON file in `test/fixtures`. */
export async function jsonFixture(name: string): Promise<unknown> {
  return JSON.parse(await readFile(fixturePath(name), 'utf8'));
}

/** A PNG of `test/fixtures`, decoded. */
export function pngFixture(name: string): Promise<Picture> {
  return decodePicture(fixturePath(name));
}

/** The mean and the largest of |a − b| over all samples, in grey levels. */
export function difference(a: Uint8Array, b: Uint8Array): { mean: number; max: number } {
  if (a.length !== b.length) throw new Error(`${a.length} samples against ${b.length}`);
  let sum = 0;
  let max = 0;
  for (let index = 0; index < a.length; index += 1) {
    const apart = Math.abs(a[index]! - b[index]!);
    sum += apart;
    max = Math.max(max, apart);
  }
  return { mean: sum / a.length, max };
}

/** Fails unless two pictures have the same size and the same pixels. */
export function expectSamePicture(actual: Picture, expected: Picture): void {
  expect([actual.width, actual.height]).toEqual([expected.width, expected.height]);
  expect(difference(actual.data, expected.data)).toEqual({ mean: 0, max: 0 });
}
