import { readFileSync } from 'node:fs';
import { memorySource, type ByteSource } from '@gender/core';

const folder = new URL('./fixtures/', import.meta.url);

/** The bytes of a fixture. */
export function fixture(name: string): Uint8Array {
  return readFileSync(new URL(name, folder));
}

/** A fixture as a byte source. */
export function fixtureSource(name: string): ByteSource {
  return memorySource(fixture(name), name);
}
