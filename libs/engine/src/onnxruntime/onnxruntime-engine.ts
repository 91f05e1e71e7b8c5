import { availableParallelism } from 'node:os';
import { startWorker } from '@gender/core/node';
import type { Network } from '@gender/network';
import { toOnnx } from '@gender/onnx';
import type { Engine, LoadedNetwork, LoadNetworkOptions } from '../engine.js';
import { createBusyFlag } from './finish-before-exit.js';
import { importRuntime, type ImportRuntime, type RuntimeName } from './runtime.js';
import { Session } from './session.js';

/**
 * The engine behind one of the builds of ONNX Runtime.
 *
 * @throws EngineError (`ENGINE_UNAVAILABLE`) when that build does not work here.
 */
export async function createOnnxRuntimeEngine(
  name: RuntimeName,
  load?: ImportRuntime,
): Promise<Engine> {
  const { env } = await importRuntime(name, load);
  return {
    name,
    version: env.versions[name === 'onnxruntime' ? 'node' : 'web'] ?? env.versions.common,
    loadNetwork: (network, options) => loadNetwork(name, network, options),
  };
}

async function loadNetwork(
  runtime: RuntimeName,
  network: Network,
  {
    threads = availableParallelism(),
    outputs = [network.output],
    quantization,
  }: LoadNetworkOptions = {},
): Promise<LoadedNetwork> {
  const model = toOnnx(network, { outputs, quantization });
  const busy = createBusyFlag();
  const module = new URL('./session-thread.js', import.meta.url);
  const worker = startWorker(module, { workerData: busy });
  const session = new Session(worker, busy, network, outputs);
  try {
    await session.ask({ kind: 'load', runtime, threads, model }, [model.buffer]);
    return session;
  } catch (error) {
    await session[Symbol.asyncDispose]();
    throw error;
  }
}
