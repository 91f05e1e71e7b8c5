import v8 from 'node:v8';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { letHeapGrow } from './heap-growth.js';

let flags: string[];

beforeEach(() => {
  flags = [];
  vi.spyOn(v8, 'setFlagsFromString').mockImplementation((flag) => void flags.push(flag));
  return () => {
    vi.restoreAllMocks();
  };
});

function holdObjects(bytes: number): void {
  vi.spyOn(v8, 'getHeapStatistics').mockReturnValue({ used_heap_size: bytes } as never);
}

/** What V8 is told where a program holds so many bytes in objects. */
function flagsWith(bytes: number): string[] {
  holdObjects(bytes);
  letHeapGrow();
  return flags;
}

describe('how far the heap may grow', () => {
  it.each([
    [16e6, 1600],
    [128e6, 200],
    [256e6, 100],
  ])('is 256 MB for %i bytes of objects', (bytes, percent) => {
    expect(flagsWith(bytes)).toEqual([`--heap-growing-percent=${percent}`]);
  });

  it('is left to V8 for more objects than that', () => {
    expect(flagsWith(300e6)).toEqual(['--heap-growing-percent=0']);
  });

  it('is set anew after a collection', async () => {
    flagsWith(16e6);
    holdObjects(64e6);
    await vi.waitFor(
      () => {
        Array.from({ length: 1e5 }, () => ({}));
        expect(flags.at(-1)).toBe('--heap-growing-percent=400');
      },
      { timeout: 10_000 },
    );
  });
});
