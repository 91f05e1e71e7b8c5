import { readFile } from 'node:fs/promises';
import { describeFile } from '@gender/formats';
import { OnnxError, readOnnx, toOnnx } from '@gender/onnx';
import { tinyBackbone } from '@gender/testing';
import type { FuzzFormat } from '../fuzz-format.js';

/** Graphs, read as they are described and compared. */
export function onnx(): FuzzFormat {
  const network = { ...tinyBackbone(), classes: ['a', 'b'] };
  return {
    file: 'case.onnx',
    content: 'binary',
    seeds: [{ name: 'network', bytes: toOnnx(network) }],
    errors: [OnnxError],
    read: async ({ path }) => [
      await describeFile(path),
      readOnnx(new Uint8Array(await readFile(path)), path),
    ],
  };
}
