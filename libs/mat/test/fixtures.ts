import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { memorySource, type ByteSource } from '@gender/core';

const folder = new URL('./fixtures/', import.meta.url);

/** The path of a fixture. */
export function fixturePath(name: string): string {
  return fileURLToPath(new URL(name, folder));
}

/** The bytes of a fixture. */
export function fixture(name: string): Uint8Array {
  return readFileSync(fixturePath(name));
}

/** A fixture as a byte source. */
export function fixtureSource(name: string): ByteSource {
  return memorySource(fixture(name), name);
}
