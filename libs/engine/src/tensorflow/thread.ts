import { parentPort, workerData } from 'node:worker_threads';
import type { TensorFlow } from './api.js';
import { TensorFlowGraph } from './graph.js';
import { TensorFlowHead } from './head.js';
import { loadTensorFlow } from './load-tensorflow.js';
import type {
  TensorFlowCalls,
  TensorFlowQuestion,
  TensorFlowReply,
  TensorFlowTask,
} from './task.js';

const task = workerData as TensorFlowTask;
const tf = load();
if (tf) {
  const calls = prepare(tf, task);
  if (calls) {
    parentPort?.on('message', (question: TensorFlowQuestion) => {
      reply(answer(calls, question));
    });
    reply({ kind: 'ready' });
  }
}

function load(): TensorFlow | undefined {
  try {
    return loadTensorFlow(threadsOf(task));
  } catch (cause) {
    reply({ kind: 'unavailable', cause });
    return undefined;
  }
}

function threadsOf(task: TensorFlowTask): number {
  return task.kind === 'run' ? task.threads : task.settings.threads;
}

function prepare(tf: TensorFlow, task: TensorFlowTask): Partial<TensorFlowCalls> | undefined {
  try {
    return callsFor(tf, task);
  } catch (cause) {
    reply({ kind: 'failed', cause });
    return undefined;
  }
}

function callsFor(tf: TensorFlow, task: TensorFlowTask): Partial<TensorFlowCalls> {
  switch (task.kind) {
    case 'run': {
      const graph = new TensorFlowGraph(tf, task.network, task.outputs);
      return { run: (input) => graph.run(input) };
    }
    case 'train': {
      const head = new TensorFlowHead(tf, task.head, task.settings);
      return {
        train: (step, features, labels, masks) => head.train(step, features, labels, masks),
        predict: (features) => head.predict(features),
        network: () => head.network(),
        readRows: (parameter, ...range) => head.variable(parameter).readRows(...range),
        writeRows: (parameter, ...range) => {
          head.variable(parameter).writeRows(...range);
        },
      };
    }
  }
}

function answer(
  calls: Partial<TensorFlowCalls>,
  { call, args }: TensorFlowQuestion,
): TensorFlowReply {
  try {
    const method = calls[call];
    if (!method) throw new RangeError(`this thread is for "${task.kind}", not for "${call}"`);
    return { kind: 'done', value: Reflect.apply(method, undefined, args) };
  } catch (cause) {
    return { kind: 'failed', cause };
  }
}

function reply(message: TensorFlowReply): void {
  parentPort?.postMessage(message);
}
