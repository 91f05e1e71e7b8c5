import { availableParallelism } from 'node:os';
import { requiredLayers, type Network } from '@gender/network';
import { checkInput } from '../check-input.js';
import type { Device, Engine, EngineModel, LoadedNetwork, LoadNetworkOptions } from '../engine.js';
import { EngineError } from '../engine-error.js';
import { checkThreads } from '../thread-count.js';
import { probeTensorFlow } from './probe-tensorflow.js';
import { copyOf, startTensorFlow } from './start-tensorflow.js';

/**
 * Runs networks on TensorFlow by `@tensorflow/tfjs-node`, each in a worker thread of its own.
 * TensorFlow has one pool of threads for the process: the first network's `threads` counts.
 *
 * @throws EngineError when the package or its native part is missing (`ENGINE_UNAVAILABLE`), or computes on
 *   another device (`ENGINE_DEVICE`); with the reason and what to do.
 */
export async function createTensorFlowEngine(device: Device = 'cpu'): Promise<Engine> {
  const found = await probeTensorFlow();
  if (found.device !== device) {
    throw new EngineError(
      'ENGINE_DEVICE',
      `the engine "tensorflow" cannot compute on "${device}": the tfjs-node that is installed computes on "${found.device}"; ` +
        'take that device, or for "cuda" install @tensorflow/tfjs-node-gpu and name its folder in GENDER_TFJS_NODE',
    );
  }
  return {
    name: 'tensorflow',
    version: found.version,
    device,
    loadNetwork,
    loadModel: refuseModel,
  };
}

function refuseModel({ name }: EngineModel): Promise<LoadedNetwork> {
  return Promise.reject(
    new EngineError(
      'ENGINE_OPTIONS',
      `the engine "tensorflow" computes layers, and ${name} is run by its own operators; take the engine "onnxruntime" or "onnxruntime-web"`,
    ),
  );
}

async function loadNetwork(
  network: Network,
  {
    threads = availableParallelism(),
    outputs = [network.output],
    quantization,
  }: LoadNetworkOptions = {},
): Promise<LoadedNetwork> {
  if (quantization !== undefined) {
    throw new EngineError(
      'ENGINE_OPTIONS',
      `the engine "tensorflow" computes network "${network.name}" in float32 only; for 8-bit integers take the engine "onnxruntime" or "onnxruntime-web"`,
    );
  }
  checkThreads(threads);
  requiredLayers(network, outputs);
  const client = await startTensorFlow(threads, (thread) =>
    thread.call('prepareNetwork', [network, outputs]),
  );
  return {
    run: async (input) => {
      checkInput(network, input);
      return client.call('run', [copyOf(input)]);
    },
    [Symbol.asyncDispose]: () => client[Symbol.asyncDispose](),
  };
}
