import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ByteSource } from '@gender/core';
import { FileError, openFileSource, writeFileWhole } from '@gender/core/node';
import type { Network } from '@gender/network';
import {
  cutOnnx,
  readOnnx,
  readOnnxGraph,
  toOnnx,
  type FeatureModel,
  type OnnxModel,
  type ReadOnnxOptions,
} from '@gender/onnx';
import { placeLayers } from '../compare/place-layers.js';
import type { WeightedLayer } from '../compare/weighted-layer.js';
import { describeOnnx } from '../describe/describe-onnx.js';
import type { NetworkFormat, ReadNetworkOptions } from '../network-format.js';
import { readWhole } from './read-whole.js';

/** ONNX: read and written, described and compared as it is stored. */
export const onnx: NetworkFormat = {
  name: 'ONNX',
  endings: ['.onnx'],
  holds: ['weights', 'classes', 'temperature', 'normalization'],
  read: readWhole(async (path, options) => ({ network: await readNetworkOf(path, options) })),
  write: (path, network) => writeFileWhole(path, toOnnx(network)),
  describe: async (path) => describeOnnx(await read(path)),
  compare: {
    readWeights: async (path) => weightedNodes(await read(path)),
    encodeWeights: (network) => weightedNodes(readOnnxGraph(toOnnx(network), network.name)),
  },
};

function readNetworkOf(path: string, options: ReadNetworkOptions): Promise<Network> {
  const { inputShape, outputLayer: output, signal } = options;
  return withSource(path, signal, (source, openExternal) =>
    readOnnx(source, { inputShape, output, openExternal }),
  );
}

/** An ONNX file to be run as it is, up to a tensor. */
export function cutModel(
  path: string,
  { outputLayer: output, signal }: Pick<ReadNetworkOptions, 'outputLayer' | 'signal'>,
): Promise<FeatureModel> {
  return withSource(path, signal, (source, openExternal) =>
    cutOnnx(source, { output, openExternal }),
  );
}

/** Weights may lie in files beside the model, which are open as long as it is read. */
async function withSource<T>(
  path: string,
  signal: AbortSignal | undefined,
  use: (
    source: ByteSource,
    openExternal: NonNullable<ReadOnnxOptions['openExternal']>,
  ) => Promise<T>,
): Promise<T> {
  const opened: AsyncDisposable[] = [];
  const open = async (file: string): Promise<ByteSource> => {
    const source = await openFileSource(file, { signal });
    opened.push(source);
    return source;
  };
  const openExternal = (location: string): Promise<ByteSource> =>
    open(join(dirname(path), location));
  try {
    return await use(await open(path), openExternal);
  } finally {
    await Promise.all(opened.map((source) => source[Symbol.asyncDispose]()));
  }
}

async function read(path: string): Promise<OnnxModel> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw FileError.from(path, 'read', cause);
  });
  return readOnnxGraph(bytes, path);
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
