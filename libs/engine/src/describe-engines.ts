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

/** Finds out the version and the devices of an engine; throws an `EngineError` where it cannot be loaded. */
export type EngineProbe = (
  name: EngineName,
) => Promise<Pick<EngineDescription, 'version' | 'devices'>>;

/**
 * Tries every engine and every device that it offers, in the order in which `auto` takes them.
 *
 * @param probe - a parameter where a test needs engines that are missing
 */
export function describeEngines(probe: EngineProbe = probeEngine): Promise<EngineDescription[]> {
  return Promise.all(engineNames.map((name) => describeEngine(name, probe)));
}

/** Whether this JavaScript engine has what the training kernels need. */
export async function describeKernels(): Promise<KernelsDescription> {
  const [hasSimd, hasThreads] = await Promise.all([simd(), threads()]);
  return { simd: hasSimd, threads: hasThreads };
}

async function describeEngine(name: EngineName, probe: EngineProbe): Promise<EngineDescription> {
  try {
    const found = await probe(name);
    return { name, works: found.devices.some(({ works }) => works), ...found };
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    return { name, works: false, devices: [], reason: error.message };
  }
}

function probeEngine(name: EngineName): ReturnType<EngineProbe> {
  return name === 'tensorflow' ? probeInstalledTensorFlow() : probeOnnxRuntime(name);
}

async function probeInstalledTensorFlow(): ReturnType<EngineProbe> {
  const { version, device } = await probeTensorFlow();
  return { version, devices: [{ name: device, works: true }] };
}

async function probeOnnxRuntime(name: RuntimeName): ReturnType<EngineProbe> {
  const runtime = await importRuntime(name);
  const devices = offeredDevices(runtime).map(async (device): Promise<DeviceDescription> => {
    const reason = name === 'onnxruntime' ? await deviceFault(device) : undefined;
    return reason === undefined
      ? { name: device, works: true }
      : { name: device, works: false, reason };
  });
  return { version: versionOf(name, runtime), devices: await Promise.all(devices) };
}
