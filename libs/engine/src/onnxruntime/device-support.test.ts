import { describe, expect, it } from 'vitest';
import type { Device } from '../engine.js';
import { deviceFault, offeredDevices, requireDevice } from './device-support.js';
import { importRuntime, type Runtime } from './runtime.js';

/** A build with providers of these names. */
async function runtimeWith(...names: string[]): Promise<Runtime> {
  const listSupportedBackends = (): { name: string; bundled: boolean }[] =>
    names.map((name) => ({ name, bundled: true }));
  return { ...(await importRuntime('onnxruntime')), listSupportedBackends };
}

/** A device that cannot exist here, on any machine that runs the tests. */
const foreign: Device = process.platform === 'win32' ? 'coreml' : 'dml';

describe('offeredDevices', () => {
  it('are the providers that the native build has, of those that have a name here', async () => {
    const runtime = await runtimeWith('cpu', 'webgpu', 'cuda', 'tensorrt');
    expect(offeredDevices(runtime)).toEqual(['cpu', 'cuda', 'webgpu']);
    expect(offeredDevices(await importRuntime('onnxruntime'))).toContain('cpu');
  });

  it('are the processor alone in the WebAssembly build', async () => {
    expect(offeredDevices(await importRuntime('onnxruntime-web'))).toEqual(['cpu']);
  });
});

describe('requireDevice', () => {
  it('accepts the processor', async () => {
    await requireDevice('onnxruntime', await importRuntime('onnxruntime'), 'cpu');
  });

  it('names what the build has where it lacks the device', async () => {
    const runtime = await runtimeWith('cpu', 'webgpu');
    await expect(requireDevice('onnxruntime', runtime, 'cuda')).rejects.toMatchObject({
      name: 'EngineError',
      code: 'ENGINE_DEVICE',
      message:
        `the engine "onnxruntime" cannot compute on "cuda" on ${process.platform} ${process.arch}: ` +
        'its build there has cpu, webgpu; take one of these',
    });
  });

  it('says why an offered device does not work, and what to do', async () => {
    const runtime = await runtimeWith('cpu', 'webgpu');
    const fault = (): Promise<string> => Promise.resolve('No supported adapters; it needs a card');
    await expect(requireDevice('onnxruntime', runtime, 'webgpu', fault)).rejects.toMatchObject({
      code: 'ENGINE_DEVICE',
      message:
        'the device "webgpu" does not work here: No supported adapters; it needs a card, or take the device "cpu"',
    });
  });
});

describe('deviceFault', () => {
  it('is what ONNX Runtime says about a device that is not there, in one line', async () => {
    const fault = await deviceFault(foreign);
    expect(fault).toMatch(/backend not found\.; it needs /);
    expect(fault).not.toContain('\n');
  });
});
