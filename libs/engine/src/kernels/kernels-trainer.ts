import { availableParallelism } from 'node:os';
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
import type { Network } from '@gender/network';
import { tensor, type Float32Tensor } from '@gender/tensor';
import { EngineError } from '../engine-error.js';
import { checkFeatures, checkLabels, checkMasks } from '../trainer-batch.js';
import { TrainerCrew } from './trainer-crew.js';
import { headSpec, readTrainableHead, withWeights, type TrainableHead } from '../trainer-head.js';
import { adamSettings, type AdamSettings } from '../trainer-options.js';
import type { BatchResult, CreateTrainer, Trainer, TrainerOptions } from '../trainer.js';

/**
 * Creates a trainer on the WebAssembly kernels, in worker threads of its own; needs three times the
 * memory of the weights. The trained bytes are the same for every number of threads.
 *
 * @throws EngineError when the head cannot be trained (`ENGINE_HEAD`), an option is out of range
 *   (`ENGINE_OPTIONS`) or the threads or their memory cannot be had (`ENGINE_FAILED`).
 */
export const createTrainer: CreateTrainer = async (
  network: Network,
  { adam, batchSize = 32, threads = availableParallelism() }: TrainerOptions = {},
): Promise<Trainer> => {
  const settings = adamSettings(adam);
  const head = readTrainableHead(network);
  const shared = createShared(head, batchSize, threads);
  const crew = await TrainerCrew.start(shared);
  try {
    await writeWeights(crew, head);
  } catch (cause) {
    await crew.end();
    throw cause;
  }
  return new KernelsTrainer(head, shared, crew, settings);
};

class KernelsTrainer implements Trainer {
  readonly #head: TrainableHead;
  readonly #crew: TrainerCrew;
  readonly #adam: AdamSettings;
  #shared: SharedHead | undefined;
  #steps = 0;
  #previous: Promise<unknown> = Promise.resolve();

  constructor(head: TrainableHead, shared: SharedHead, crew: TrainerCrew, adam: AdamSettings) {
    this.#head = head;
    this.#shared = shared;
    this.#crew = crew;
    this.#adam = adam;
  }

  async trainBatch(
    features: Float32Tensor,
    labels: Uint32Array,
    masks: readonly Uint8Array[],
  ): Promise<BatchResult> {
    const shared = this.#alive();
    checkFeatures(this.#head, shared.spec.batchSize, features);
    checkLabels(this.#head, features, labels);
    const masksByLayer = checkMasks(this.#head, features, masks);
    return this.#inTurn(async () => {
      const batch = { features: features.data, labels, masks: masksByLayer };
      const step = this.#steps + 1;
      const pictures = loadTrainingBatch(shared, batch, { ...this.#adam, step });
      await this.#crew.all({ kind: 'train', pictures });
      this.#steps = step;
      return readResult(shared);
    });
  }

  async predict(features: Float32Tensor): Promise<Float32Tensor> {
    const shared = this.#alive();
    checkFeatures(this.#head, shared.spec.batchSize, features);
    return this.#inTurn(async () => {
      const pictures = loadFeatures(shared, features.data);
      await this.#crew.all({ kind: 'predict', pictures });
      const classes = shared.spec.units.at(-1) ?? 0;
      return tensor('float32', [pictures, classes], readProbabilities(shared, pictures));
    });
  }

  async head(): Promise<Network> {
    this.#alive();
    return this.#inTurn(async () => {
      const tensors: Float32Tensor[] = [];
      for (const { parameter, tensor: old } of this.#head.weights) {
        const { values } = await this.#crew.one({ kind: 'read', parameter });
        tensors.push(tensor('float32', old.shape, values ?? new Float32Array()));
      }
      return withWeights(this.#head, tensors);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#shared = undefined;
    await this.#crew.end();
  }

  /** Calls may overlap; they are answered in order. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#previous.then(work);
    this.#previous = turn.catch(() => undefined);
    return turn;
  }

  #alive(): SharedHead {
    if (this.#shared) return this.#shared;
    throw new EngineError('ENGINE_FAILED', 'the trainer was disposed of; create another');
  }
}

function createShared(head: TrainableHead, batchSize: number, threads: number): SharedHead {
  try {
    return createSharedHead(headSpec(head, batchSize), threads);
  } catch (cause) {
    if (!(cause instanceof KernelsError)) throw cause;
    throw new EngineError('ENGINE_OPTIONS', cause.message, { cause });
  }
}

/** Values that are copied at once, so that the calling thread is never held up for long: 4 MB. */
const VALUES_PER_MESSAGE = 1 << 20;

async function writeWeights(crew: TrainerCrew, { weights }: TrainableHead): Promise<void> {
  for (const { parameter, tensor: source } of weights) {
    const rowLength = parameter.kind === 'kernel' ? (source.shape[1] ?? 1) : 1;
    const rows = Math.max(1, Math.floor(VALUES_PER_MESSAGE / rowLength));
    for (let at = 0; at < source.data.length; at += rows * rowLength) {
      const values = new Float32Array(source.data.slice(at, at + rows * rowLength));
      await crew.one({ kind: 'write', parameter, values, firstRow: at / rowLength });
      await setImmediate();
    }
  }
}
