import { simd, threads } from 'wasm-feature-detect';
import { engineNames, type Device, type EngineName } from './engine.js';
import { EngineError } from './engine-error.js';
import { deviceFault, offeredDevices } from './onnxruntime/device-support.js';
import { importRuntime, versionOf, type RuntimeName } from './onnxruntime/runtime.js';
import { probeTensorFlow } from './tensorflow/probe-tensorflow.js';

/** A device that an engine offers. */
export interface DeviceDescription {
  readonly name: Device;
  /** Whether it computes here. */
  readonly works: boolean;
  /** Why it does not, and what it needs, in a line. */
  readonly reason?: string;
}

/** An engine as it is on this machine. */
export interface EngineDescription {
  readonly name: EngineName;
  /** Whether it can be loaded here and computes on at least one device. */
  readonly works: boolean;
  /** The version of the software behind it, where it can be loaded. */
  readonly version?: string;
  readonly devices: readonly DeviceDescription[];
  /** Why it cannot be loaded, and what to do, in a line. */
  readonly reason?: string;
}

/** What the training kernels find in this JavaScript engine; they need both. */
export interface KernelsDescription {
  /** Instructions for four numbers at once. */
  readonly simd: boolean;
  /** Memory shared between threads. */
  readonly threads: boolean;
}

/** What can be said about an engine that loads. */
export type LookAtEngine = (
  name: EngineName,
) => Promise<Pick<EngineDescription, 'version' | 'devices'>>;

/**
 * Tries every engine and every device that it offers, in the order in which `auto` takes them.
 *
 * @param look - a parameter where a test needs engines that are missing
 */
export function describeEngines(look: LookAtEngine = lookAtEngine): Promise<EngineDescription[]> {
  return Promise.all(engineNames.map((name) => describeEngine(name, look)));
}

/** Whether this JavaScript engine has what the training kernels need. */
export async function describeKernels(): Promise<KernelsDescription> {
  const [hasSimd, hasThreads] = await Promise.all([simd(), threads()]);
  return { simd: hasSimd, threads: hasThreads };
}

async function describeEngine(name: EngineName, look: LookAtEngine): Promise<EngineDescription> {
  try {
    const found = await look(name);
    return { name, works: found.devices.some(({ works }) => works), ...found };
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    return { name, works: false, devices: [], reason: error.message };
  }
}

function lookAtEngine(name: EngineName): ReturnType<LookAtEngine> {
  return name === 'tensorflow' ? lookAtTensorFlow() : lookAtOnnxRuntime(name);
}

async function lookAtTensorFlow(): ReturnType<LookAtEngine> {
  const { version, device } = await probeTensorFlow();
  return { version, devices: [{ name: device, works: true }] };
}

async function lookAtOnnxRuntime(name: RuntimeName): ReturnType<LookAtEngine> {
  const runtime = await importRuntime(name);
  const devices = offeredDevices(runtime).map(async (device): Promise<DeviceDescription> => {
    const reason = name === 'onnxruntime' ? await deviceFault(device) : undefined;
    return reason === undefined
      ? { name: device, works: true }
      : { name: device, works: false, reason };
  });
  return { version: versionOf(name, runtime), devices: await Promise.all(devices) };
}
