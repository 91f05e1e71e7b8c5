import { describeForeignBytes, FOREIGN_BYTES, required } from '@gender/core';
import { readStartSync } from '@gender/core/node';
import type { Engine, LoadedNetwork, LoadNetworkOptions } from '@gender/engine';
import { NetworkBackbone, type Backbone } from '@gender/features';
import { existsSync } from 'node:fs';
import { readOnnxTransferModel } from './onnx-transfer-model.js';
import {
  readTransferModel,
  wholeNetwork,
  type ReadTransferModelOptions,
  type TransferModel,
} from './transfer-model.js';

/** A transfer model of either kind of file, ready to be loaded. */
export interface OpenTransferModel extends Omit<TransferModel, 'backbone'> {
  /** Pictures to features. */
  readonly backbone: Backbone;
  /** What was taken for granted because the file does not say it, in sentences. */
  readonly notes: readonly string[];
  /**
   * Prepares the whole of it, from pictures to probabilities.
   *
   * @throws EngineError when the engine cannot run it.
   */
  load(
    engine: Engine,
    options: Pick<LoadNetworkOptions, 'threads' | 'quantization'>,
  ): Promise<LoadedNetwork>;
}

/**
 * Reads a transfer model from the file that training has written, Keras HDF5 or `.onnx`, or from that of
 * another classifier of pictures in Keras' format.
 *
 * @throws as `readTransferModel` and `readOnnxTransferModel`.
 */
export async function openTransferModel(
  path: string,
  options: ReadTransferModelOptions = {},
): Promise<OpenTransferModel> {
  if (isOnnx(path)) {
    const model = await readOnnxTransferModel(path, options);
    const { backbone, head } = model;
    const load: OpenTransferModel['load'] = (engine, { threads }) =>
      loadBoth(backbone, head, engine, { threads });
    return { ...model, notes: [], load };
  }
  const model = await readTransferModel(path, options);
  const stored = options.lazy ? model.stored : undefined;
  return {
    ...model,
    backbone: new NetworkBackbone(model.backbone),
    load: (engine, choice) => engine.loadNetwork(wholeNetwork(model), { ...choice, stored }),
  };
}

/** By its name, or, of bytes in a file without one, by how it begins. */
function isOnnx(path: string): boolean {
  if (path.toLowerCase().endsWith('.onnx')) return true;
  if (/\.\w+$/.test(path) || !existsSync(path)) return false;
  const start = readStartSync(path, new Uint8Array(FOREIGN_BYTES));
  return describeForeignBytes(start)?.name === 'an ONNX file';
}

/** The backbone, and the head behind it. */
async function loadBoth(
  backbone: Backbone,
  head: TransferModel['head'],
  engine: Engine,
  options: Pick<LoadNetworkOptions, 'threads'>,
): Promise<LoadedNetwork> {
  const front = await backbone.load(engine, options);
  const back = await engine.loadNetwork(head, options).catch(async (error: unknown) => {
    await front[Symbol.asyncDispose]();
    throw error;
  });
  return {
    run: async (input) => {
      const [features] = await front.run(input);
      return back.run(required(features, 'the features'));
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all([front[Symbol.asyncDispose](), back[Symbol.asyncDispose]()]);
    },
  };
}
