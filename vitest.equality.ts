/**
 * Typed arrays of the same bytes are equal at a glance: Vitest compares them element by element, ten seconds for a
 * megabyte. Others, and those that differ, are left to it. Imported by `vitest.setup.ts`, once in a process.
 */
import { expect } from 'vitest';

expect.addEqualityTesters([(a: unknown, b: unknown) => (haveSameBytes(a, b) ? true : undefined)]);

function haveSameBytes(a: unknown, b: unknown): boolean {
  if (!ArrayBuffer.isView(a) || !ArrayBuffer.isView(b)) return false;
  if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false;
  return bytesOf(a).equals(bytesOf(b));
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Buffer {
  return Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
}
