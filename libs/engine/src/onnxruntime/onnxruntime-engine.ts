import { Mutex } from '@gender/core';
import { addsProductsExactly, cpuFeatures } from '@gender/core/node';
import type { Network } from '@gender/network';
import { toOnnx, type Quantization } from '@gender/onnx';
import type { Device, Engine, LoadedNetwork, LoadNetworkOptions } from '../engine.js';
import { EngineError } from '../engine-error.js';
import { startThread } from '../start-thread.js';
import { threadsOf } from '../thread-count.js';
import { requireDevice } from './device-support.js';
import { createBusyFlag } from './finish-before-exit.js';
import { importRuntime, versionOf, type ImportRuntime, type RuntimeName } from './runtime.js';
import { Lanes, shareThreads } from './lanes.js';
import { Session } from './session.js';
import { mapWeights } from './map-weights.js';
import type { SessionThreadData } from './session-calls.js';
import { lacksOperation, sessionOptions } from './session-options.js';

/**
 * The engine behind one of the builds of ONNX Runtime.
 *
 * @throws EngineError when that build (`ENGINE_UNAVAILABLE`) or the device (`ENGINE_DEVICE`) does not work here.
 */
export async function createOnnxRuntimeEngine(
  name: RuntimeName,
  device: Device = 'cpu',
  load?: ImportRuntime,
): Promise<Engine> {
  const runtime = await importRuntime(name, load);
  await requireDevice(name, runtime, device);
  return {
    name,
    version: versionOf(name, runtime),
    device,
    loadNetwork: (network, options) => loadNetwork(name, device, network, options),
    loadModel: (model, options = {}) =>
      openLanes(
        { ...options, runtime: name, device, network: model, outputs: [model.output] },
        () =>
          // The thread takes the bytes.
          Promise.resolve({
            bytes: model.bytes.slice(),
            options: sessionOptions(name, device, { exactSums: false }),
          }),
      ),
  };
}

/** All sessions of a process share one WebGPU context, which bears one caller at a time (onnxruntime-node 1.30). */
const webgpuMutex = new Mutex();

/**
 * The stack of a session's thread. onnxruntime-node 1.30 copies the command line of the process onto
 * it when a session is created, and with Node's 4 MB crashes the process for one beyond 14 kB.
 */
const STACK_MEGABYTES = 64;

async function loadNetwork(
  runtime: RuntimeName,
  device: Device,
  network: Network,
  { outputs = [network.output], quantization, stored, ...options }: LoadNetworkOptions = {},
): Promise<LoadedNetwork> {
  return openLanes({ ...options, runtime, device, network, outputs }, async () => {
    const mapped = runtime === 'onnxruntime' ? mapWeights(stored) : undefined;
    const options = sessionOptions(runtime, device, {
      exactSums: await saturates(quantization),
      externalFolder: mapped?.folder,
    });
    return {
      bytes: toOnnx(network, { outputs, quantization, external: mapped?.external }),
      options,
    };
  });
}

/** What a session computes, where, and by how many threads. */
interface SessionPlan {
  readonly runtime: RuntimeName;
  readonly device: Device;
  readonly network: Pick<Network, 'name' | 'input'>;
  readonly outputs: readonly string[];
  readonly threads?: number | undefined;
}

/** An `.onnx` file, whose bytes the session's thread takes, and how it is run. */
interface SessionModel {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly options: ReturnType<typeof sessionOptions>;
}

/** Opens one session or, where calls overlap and the model is small, several. */
async function openLanes(
  { overlapping = false, ...plan }: SessionPlan & Pick<LoadNetworkOptions, 'overlapping'>,
  makeModel: () => Promise<SessionModel>,
): Promise<LoadedNetwork> {
  const threads = threadsOf(plan);
  // Its thread starts while the model is made.
  const model = makeModel();
  if (!overlapping || plan.device !== 'cpu') return openSession({ ...plan, threads }, model);
  const share = shareThreads(threads, (await model).bytes.length);
  const copy = async (): Promise<SessionModel> => {
    const { bytes, options } = await model;
    return { bytes: bytes.slice(), options };
  };
  const one = (): Promise<LoadedNetwork> => openSession({ ...plan, ...share }, copy());
  const opened = await Promise.allSettled(Array.from({ length: share.lanes }, one));
  const lanes = new Lanes(
    opened.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : [])),
  );
  const failed = opened.find((each) => each.status === 'rejected');
  if (failed === undefined) return lanes;
  await lanes[Symbol.asyncDispose]();
  throw failed.reason;
}

async function openSession(
  { runtime, device, network, outputs, threads }: SessionPlan & { readonly threads: number },
  model: Promise<SessionModel>,
): Promise<LoadedNetwork> {
  const busy = createBusyFlag();
  const module = new URL('./session-thread.mjs', import.meta.url);
  const workerData: SessionThreadData = { busy, runtime };
  const worker = startThread(module, {
    workerData,
    resourceLimits: { stackSizeMb: STACK_MEGABYTES },
  });
  const mutex = device === 'webgpu' ? webgpuMutex : undefined;
  const session = new Session(worker, busy, network, outputs, mutex);
  try {
    const { bytes, options } = await model;
    await session.load(bytes, threads, options);
    return session;
  } catch (error) {
    await session[Symbol.asyncDispose]();
    throw error instanceof Error && lacksOperation(error.message)
      ? incapable(device, network, error)
      : error;
  }
}

/** Whether this processor would get sums of a network in integers wrong. */
async function saturates(quantization: Quantization | undefined): Promise<boolean> {
  return quantization?.weightBits === 8 && !addsProductsExactly(await cpuFeatures());
}

function incapable(device: Device, { name }: Pick<Network, 'name'>, cause: Error): EngineError {
  const message = `the device "${device}" lacks an operation that network "${name}" needs; take the device "cpu"`;
  return new EngineError('ENGINE_DEVICE', message, { cause });
}
