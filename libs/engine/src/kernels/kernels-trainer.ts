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
import { checkFeatures, checkTrainingBatch } from '../trainer-batch.js';
import { headSpec, readTrainableHead, withWeights, type TrainableHead } from '../trainer-head.js';
import { checkSteps, trainerSettings, type TrainerSettings } from '../trainer-options.js';
import { findRows, findRowsFor, listParameters, rowLengthOf } from '../trainer-rows.js';
import type {
  BatchResult,
  CreateTrainer,
  ParameterPart,
  Trainer,
  TrainerOptions,
  TrainerParameter,
} from '../trainer.js';
import { Turns } from '../turns.js';
import { TrainerCrew } from './trainer-crew.js';

/**
 * Creates a trainer on the WebAssembly kernels, in worker threads of its own; needs three times the
 * memory of the weights. The trained bytes are the same for every number of threads.
 *
 * @throws EngineError when the head cannot be trained (`ENGINE_HEAD`), an option is out of range
 *   (`ENGINE_OPTIONS`) or the threads or their memory cannot be had (`ENGINE_FAILED`).
 */
export const createTrainer: CreateTrainer = async (
  network: Network,
  options?: TrainerOptions,
): Promise<Trainer> => {
  const head = readTrainableHead(network);
  const settings = trainerSettings(head, options);
  const shared = createShared(head, settings);
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
  readonly parameters: readonly TrainerParameter[];
  readonly #head: TrainableHead;
  readonly #crew: TrainerCrew;
  readonly #settings: TrainerSettings;
  readonly #turns = new Turns();
  #shared: SharedHead | undefined;
  #steps = 0;

  constructor(
    head: TrainableHead,
    shared: SharedHead,
    crew: TrainerCrew,
    settings: TrainerSettings,
  ) {
    this.parameters = listParameters(head);
    this.#head = head;
    this.#shared = shared;
    this.#crew = crew;
    this.#settings = settings;
  }

  get steps(): number {
    return this.#steps;
  }

  set steps(steps: number) {
    checkSteps(steps);
    this.#steps = steps;
  }

  async trainBatch(
    features: Float32Tensor,
    labels: Uint32Array,
    masks: readonly Uint8Array[],
  ): Promise<BatchResult> {
    const shared = this.#alive();
    const { batchSize, adam } = this.#settings;
    const masksByLayer = checkTrainingBatch(this.#head, batchSize, features, labels, masks);
    return this.#turns.take(async () => {
      const batch = { features: features.data, labels, masks: masksByLayer };
      const step = this.#steps + 1;
      const pictures = loadTrainingBatch(shared, batch, { ...adam, step });
      await this.#crew.all({ kind: 'train', pictures });
      this.#steps = step;
      return readResult(shared);
    });
  }

  async predict(features: Float32Tensor): Promise<Float32Tensor> {
    const shared = this.#alive();
    checkFeatures(this.#head, this.#settings.evaluationBatchSize, features);
    return this.#turns.take(async () => {
      const pictures = loadFeatures(shared, features.data);
      await this.#crew.all({ kind: 'predict', pictures });
      const classes = shared.spec.units.at(-1) ?? 0;
      return tensor('float32', [pictures, classes], readProbabilities(shared, pictures));
    });
  }

  async head(): Promise<Network> {
    this.#alive();
    return this.#turns.take(async () => {
      const tensors: Float32Tensor[] = [];
      for (const { parameter, tensor: old } of this.#head.weights) {
        const place = { parameter, part: 'value', firstRow: 0, rows: old.shape[0] ?? 0 } as const;
        const { values } = await this.#crew.one({ kind: 'read', ...place });
        tensors.push(tensor('float32', old.shape, values ?? new Float32Array()));
      }
      return withWeights(this.#head, tensors);
    });
  }

  async readRows(
    parameter: TrainerParameter,
    part: ParameterPart,
    firstRow: number,
    rows: number,
    memory?: ArrayBuffer,
  ): Promise<Float32Array<ArrayBuffer>> {
    this.#alive();
    const weight = findRows(this.#head, parameter, firstRow, rows);
    return this.#turns.take(async () => {
      const place = { parameter: weight.parameter, part, firstRow };
      const { values } = await this.#crew.one({ kind: 'read', ...place, rows, memory });
      return values ?? new Float32Array();
    });
  }

  async writeRows(
    parameter: TrainerParameter,
    part: ParameterPart,
    firstRow: number,
    values: Float32Array<ArrayBuffer>,
  ): Promise<void> {
    this.#alive();
    const weight = findRowsFor(this.#head, parameter, firstRow, values);
    await this.#turns.take(() =>
      this.#crew.one({ kind: 'write', parameter: weight.parameter, part, firstRow, values }),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#shared = undefined;
    await this.#crew.end();
  }

  #alive(): SharedHead {
    if (this.#shared) return this.#shared;
    throw new EngineError('ENGINE_FAILED', 'the trainer was disposed of; create another');
  }
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

async function writeWeights(crew: TrainerCrew, { weights }: TrainableHead): Promise<void> {
  for (const weight of weights) {
    const { parameter, tensor: source } = weight;
    const rowLength = rowLengthOf(weight);
    const rows = Math.max(1, Math.floor(VALUES_PER_MESSAGE / rowLength));
    for (let at = 0; at < source.data.length; at += rows * rowLength) {
      const values = new Float32Array(source.data.slice(at, at + rows * rowLength));
      const place = { parameter, part: 'value', firstRow: at / rowLength } as const;
      await crew.one({ kind: 'write', ...place, values });
      await setImmediate();
    }
  }
}
