import {
  createSharedHead,
  KernelsError,
  loadFeatures,
  loadTrainingBatch,
  readProbabilities,
  readResult,
  type SharedHead,
} from '@gender/kernels';
import type { Network } from '@gender/network';
import { tensor } from '@gender/tensor';
import { EngineError } from '../engine-error.js';
import { BaseTrainer, type TrainerBackend } from './base-trainer.js';
import { headSpec, readTrainableHead, type TrainableHead } from './trainer-head.js';
import type { FirstRow, RowRange } from './trainer-calls.js';
import { trainerSettings, type TrainerSettings } from './trainer-options.js';
import { rowLengthOf } from './trainer-rows.js';
import type { Trainer, TrainerOptions } from './trainer.js';

/** Who computes with the kernels: one thread or several, which all do their share of a step. */
export interface KernelsCrew extends AsyncDisposable {
  /** Lets all of them compute; resolves when all are done. One call at a time. */
  all(name: 'train' | 'predict', pictures: number): Promise<void>;
  /** @param memory - where the rows may go; it is the caller's no longer */
  read(place: RowRange, memory?: ArrayBuffer): Promise<Float32Array<ArrayBuffer>>;
  /** @param values - whole rows; they are the caller's no longer */
  write(place: FirstRow, values: Float32Array<ArrayBuffer>): Promise<void>;
}

/**
 * A trainer on the WebAssembly kernels.
 *
 * @param threads - of the crew
 * @param startCrew - makes the crew of a head
 * @throws EngineError when the head cannot be trained (`ENGINE_HEAD`) or an option is out of range
 *   (`ENGINE_OPTIONS`); what `startCrew` throws.
 */
export async function trainOnKernels(
  network: Network,
  options: TrainerOptions | undefined,
  threads: number,
  startCrew: (shared: SharedHead) => Promise<KernelsCrew>,
): Promise<Trainer> {
  const head = readTrainableHead(network);
  const settings = trainerSettings(head, options);
  const shared = createShared(head, settings, threads);
  const crew = await startCrew(shared);
  const backend = createBackend(shared, crew, settings);
  try {
    await writeWeights(backend, head);
  } catch (cause) {
    await crew[Symbol.asyncDispose]();
    throw cause;
  }
  return new BaseTrainer(head, settings, backend);
}

function createBackend(
  shared: SharedHead,
  crew: KernelsCrew,
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
      crew.read({ parameter, part, firstRow, rows }, memory),
    writeRows: (parameter, part, firstRow, values) =>
      crew.write({ parameter, part, firstRow }, values),
    [Symbol.asyncDispose]: () => crew[Symbol.asyncDispose](),
  };
}

function createShared(head: TrainableHead, settings: TrainerSettings, threads: number): SharedHead {
  const batchSize = Math.max(settings.batchSize, settings.evaluationBatchSize);
  try {
    return createSharedHead(headSpec(head, batchSize, settings.loss), threads);
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
    }
  }
}
