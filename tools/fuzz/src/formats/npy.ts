import { memorySource } from '@gender/core';
import { readNpy, readNpyHeader, readNpyRows, TensorError } from '@gender/tensor';
import { readFixtures } from '../fixtures.js';
import type { FuzzFormat } from '../fuzz-format.js';

/** Arrays of every type, of all versions of the format. */
export function npy(): FuzzFormat {
  return {
    file: 'case.npy',
    content: 'binary',
    seeds: readFixtures('tensor', /^(?!complex|text).*\.npy$/),
    errors: [TensorError],
    read: async ({ bytes, path }) => {
      const source = memorySource(bytes, path);
      const { shape, fortranOrder, ...header } = await readNpyHeader(source);
      const [rows] = shape;
      const byRows = !fortranOrder && rows !== undefined;
      return [
        await readNpy(source),
        byRows && (await readNpyRows(source, { ...header, shape, fortranOrder }, 0, rows)),
      ];
    },
  };
}
