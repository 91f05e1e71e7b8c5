import { describeFile, readNetwork } from '@gender/formats';
import { OnnxError, toOnnx } from '@gender/onnx';
import { tinyBackbone } from '@gender/testing';
import { readFixtures } from '../fixtures.js';
import type { FuzzFormat } from '../fuzz-format.js';

/** Graphs of ours and of PyTorch, read as networks and as they are described. */
export function onnx(): FuzzFormat {
  const network = { ...tinyBackbone(), classes: ['a', 'b'] };
  return {
    file: 'case.onnx',
    content: 'binary',
    seeds: [
      { name: 'network', bytes: toOnnx(network) },
      ...readFixtures('onnx', /_script_11\.onnx$/),
    ],
    errors: [OnnxError],
    read: async ({ path }) => [await describeFile(path), await readNetwork(path)],
  };
}
