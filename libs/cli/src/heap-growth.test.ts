import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { letHeapGrow } from './heap-growth.js';

vi.mock(import('node:v8'), async (importOriginal) => ({
  ...(await importOriginal()),
  setFlagsFromString: vi.fn(),
  getHeapStatistics: vi.fn(),
}));

/** What V8 is told where a program holds so many bytes in objects. */
function flagsWith(bytes: number): string[] {
  vi.mocked(getHeapStatistics).mockReturnValue({ used_heap_size: bytes } as never);
  letHeapGrow();
  return vi.mocked(setFlagsFromString).mock.calls.map(([flag]) => flag);
}

afterEach(() => {
  vi.clearAllMocks();
});

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
    vi.mocked(getHeapStatistics).mockReturnValue({ used_heap_size: 64e6 } as never);
    await vi.waitFor(
      () => {
        Array.from({ length: 1e5 }, () => ({}));
        expect(setFlagsFromString).toHaveBeenLastCalledWith('--heap-growing-percent=400');
      },
      { timeout: 10_000 },
    );
  });
});
