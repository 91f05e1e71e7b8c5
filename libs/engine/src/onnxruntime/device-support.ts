import { devices, type Device } from '../engine.js';
import { EngineError } from '../engine-error.js';
import { probeDevice } from './probe-device.js';
import type { Runtime, RuntimeName } from './runtime.js';

/** The devices for which a build of ONNX Runtime has a provider; whether these work is another question. */
export function offeredDevices({ listSupportedBackends }: Runtime): Device[] {
  const backends = listSupportedBackends?.() ?? [{ name: 'cpu' }];
  return devices.filter((device) => backends.some(({ name }) => name === device));
}

/** Why a device of onnxruntime-node does not compute here, and what it needs; `undefined` where it computes. */
export async function deviceFault(device: Device): Promise<string | undefined> {
  const reason = await probeDevice(device);
  return reason === undefined ? undefined : `${reason}; ${needs[device]}`;
}

/** @throws EngineError (`ENGINE_DEVICE`) unless a device computes here, with what is missing and what to do. */
export async function requireDevice(
  engine: RuntimeName,
  runtime: Runtime,
  device: Device,
  fault: (device: Device) => Promise<string | undefined> = deviceFault,
): Promise<void> {
  const offered = offeredDevices(runtime);
  if (!offered.includes(device)) {
    throw new EngineError(
      'ENGINE_DEVICE',
      `the engine "${engine}" cannot compute on "${device}" on ${process.platform} ${process.arch}: ` +
        `its build there has ${offered.join(', ')}; take one of these`,
    );
  }
  const reason = device === 'cpu' ? undefined : await fault(device);
  if (reason === undefined) return;
  throw new EngineError(
    'ENGINE_DEVICE',
    `the device "${device}" does not work here: ${reason}, or take the device "cpu"`,
  );
}

const needs: Record<Device, string> = {
  cpu: 'it needs a 64-bit system for which onnxruntime-node has a binary',
  cuda: 'it needs an NVIDIA card, CUDA 12 with cuDNN 9, and the provider that npm install onnxruntime-node fetches unless ONNXRUNTIME_NODE_INSTALL=skip is set',
  coreml: 'it needs macOS 12 or later',
  dml: 'it needs a DirectX 12 card and its driver',
  webgpu: 'it needs a graphics card with a driver for Vulkan (Linux), Direct3D 12 or Metal',
};
