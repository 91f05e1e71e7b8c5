import { threadsOf } from '../thread-count.js';
import { BaseTrainer } from '../trainer/base-trainer.js';
import { readTrainableHead } from '../trainer/trainer-head.js';
import { trainerSettings } from '../trainer/trainer-options.js';
import type { CreateTrainer } from '../trainer/trainer.js';
import { copyOf, startTensorFlow } from './start-tensorflow.js';

/**
 * Creates a trainer on TensorFlow by `@tensorflow/tfjs-node`, in a worker thread of its own; needs
 * four times the memory of the weights.
 *
 * @throws EngineError when the package is missing (`ENGINE_UNAVAILABLE`), the head cannot be
 *   trained (`ENGINE_HEAD`) or an option is out of range (`ENGINE_OPTIONS`).
 */
export const createTensorFlowTrainer: CreateTrainer = async (network, options) => {
  const head = readTrainableHead(network);
  const settings = trainerSettings(head, options);
  const client = await startTensorFlow(threadsOf(options), (thread) =>
    thread.call('prepareHead', [head, settings]),
  );
  return new BaseTrainer(head, settings, {
    train: (step, batch) =>
      client.call('train', [step, { ...batch, features: copyOf(batch.features) }]),
    predict: (features) => client.call('predict', [copyOf(features)]),
    readRows: (parameter, part, firstRow, rows) =>
      client.call('readRows', [parameter, part, firstRow, rows]),
    writeRows: (...place) => client.call('writeRows', place),
    [Symbol.asyncDispose]: () => client[Symbol.asyncDispose](),
  });
};
