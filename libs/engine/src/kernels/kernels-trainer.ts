import { setImmediate } from 'node:timers/promises';
import {
  createSharedHead,
  KernelsError,
  loadFeatures,
  loadTrainingBatch,
  readProbabilities,
  readResult,
  type SharedHead,
} from '@gender/kernels';
import { tensor } from '@gender/tensor';
import { EngineError } from '../engine-error.js';
import { BaseTrainer, type TrainerBackend } from '../trainer/base-trainer.js';
import { headSpec, readTrainableHead, type TrainableHead } from '../trainer/trainer-head.js';
import { trainerSettings, type TrainerSettings } from '../trainer/trainer-options.js';
import { rowLengthOf } from '../trainer/trainer-rows.js';
import type { CreateTrainer } from '../trainer/trainer.js';
import { TrainerCrew } from './trainer-crew.js';

/**
 * Creates a trainer on the WebAssembly kernels, in worker threads of its own; needs three times the
 * memory of the weights. The trained bytes are the same for every number of threads.
 *
 * @throws EngineError when the head cannot be trained (`ENGINE_HEAD`), an option is out of range
 *   (`ENGINE_OPTIONS`) or the threads or their memory cannot be had (`ENGINE_FAILED`).
 */
export const createTrainer: CreateTrainer = async (network, options) => {
  const head = readTrainableHead(network);
  const settings = trainerSettings(head, options);
  const shared = createShared(head, settings);
  const crew = await TrainerCrew.start(shared);
  const backend = createBackend(shared, crew, settings);
  try {
    await writeWeights(backend, head);
  } catch (cause) {
    await crew[Symbol.asyncDispose]();
    throw cause;
  }
  return new BaseTrainer(head, settings, backend);
};

function createBackend(
  shared: SharedHead,
  crew: TrainerCrew,
  { adam }: TrainerSettings,
): TrainerBackend {
  return {
    train: async (step, { features, labels, masks }) => {
      const batch = { features: features.data, labels, masks };
      await crew.all('train', loadTrainingBatch(shared, batch, { ...adam, step }));
      return readResult(shared);
    },
    predict: async ({ data }) => {
      const pictures = loadFeatures(shared, data);
      await crew.all('predict', pictures);
      const probabilities = readProbabilities(shared, pictures);
      return tensor('float32', [pictures, probabilities.length / pictures], probabilities);
    },
    readRows: (parameter, part, firstRow, rows, memory) =>
      crew.one('read', [{ parameter, part, firstRow, rows }, memory], memory),
    writeRows: (parameter, part, firstRow, values) =>
      crew.one('write', [{ parameter, part, firstRow }, values], values.buffer),
    [Symbol.asyncDispose]: () => crew[Symbol.asyncDispose](),
  };
}

function createShared(head: TrainableHead, settings: TrainerSettings): SharedHead {
  const batchSize = Math.max(settings.batchSize, settings.evaluationBatchSize);
  try {
    return createSharedHead(headSpec(head, batchSize, settings.loss), settings.threads);
  } catch (cause) {
    if (!(cause instanceof KernelsError)) throw cause;
    throw new EngineError('ENGINE_OPTIONS', cause.message, { cause });
  }
}

/** Values that are copied at once, so that the calling thread is never held up for long: 4 MB. */
const VALUES_PER_MESSAGE = 1 << 20;

async function writeWeights(backend: TrainerBackend, { weights }: TrainableHead): Promise<void> {
  for (const weight of weights) {
    const { parameter, tensor: source } = weight;
    const rowLength = rowLengthOf(weight);
    const rows = Math.max(1, Math.floor(VALUES_PER_MESSAGE / rowLength));
    for (let at = 0; at < source.data.length; at += rows * rowLength) {
      const values = new Float32Array(source.data.slice(at, at + rows * rowLength));
      await backend.writeRows(parameter, 'value', at / rowLength, values);
      await setImmediate();
    }
  }
}
