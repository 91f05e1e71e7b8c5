import { readFile } from 'node:fs/promises';
import { FileError, writeFileWhole } from '@gender/core/node';
import { readOnnx, toOnnx, type OnnxModel } from '@gender/onnx';
import { placeLayers } from '../compare/place-layers.js';
import type { WeightedLayer } from '../compare/weighted-layer.js';
import { describeOnnx } from '../describe/describe-onnx.js';
import type { NetworkFormat } from '../network-format.js';

/** ONNX: written, looked into, and compared as it is stored. */
export const onnx: NetworkFormat = {
  name: 'ONNX',
  endings: ['.onnx'],
  holds: ['weights', 'classes', 'normalization'],
  write: (path, network) => writeFileWhole(path, toOnnx(network)),
  describe: async (path) => describeOnnx(await read(path)),
  compare: {
    readWeights: async (path) => weightedNodes(await read(path)),
    encodeWeights: (network) => weightedNodes(readOnnx(toOnnx(network), network.name)),
  },
};

async function read(path: string): Promise<OnnxModel> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw FileError.from(path, 'read', cause);
  });
  return readOnnx(bytes, path);
}

/** Nodes by the names of what they compute, with the initializers of floats that they read. */
function weightedNodes({ nodes, initializers }: OnnxModel): WeightedLayer[] {
  const constants = new Map(initializers.map((each) => [each.name, each]));
  return placeLayers(
    nodes.map(({ name, type, inputs, outputs, attributes }) => ({
      name: outputs[0] ?? name,
      type,
      inputs: inputs.filter((input) => !constants.has(input)),
      settings: JSON.stringify(attributes),
      weights: inputs.flatMap((input) => {
        const constant = constants.get(input);
        return constant?.data ? [{ name: input, shape: constant.shape, data: constant.data }] : [];
      }),
    })),
  );
}
