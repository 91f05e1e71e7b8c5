import { describe, expect, it } from 'vitest';
import { devices } from '../src/engine.js';
import { createOnnxRuntimeEngine } from '../src/onnxruntime/onnxruntime-engine.js';
import { describeEngine } from './describe-engine.js';
import { readLayerCases } from './layer-cases.js';

/** Set to a device of this machine, see README.md. */
const device = devices.find((name) => name === process.env['GENDER_TEST_DEVICE']);

/** What ONNX Runtime's WebGPU provider does not have, as of 1.30: `Sum` of three, and `LRN`. */
const lacks = device === 'webgpu' ? /^add three|^localResponseNormalization/ : undefined;

describe.runIf(device)(`onnxruntime on ${device}`, () => {
  describeEngine(() => createOnnxRuntimeEngine('onnxruntime', device), lacks);

  const refused = readLayerCases().filter(({ title }) => lacks?.test(title));
  it.runIf(lacks)('refuses a network that needs an operation which the device lacks', async () => {
    const engine = await createOnnxRuntimeEngine('onnxruntime', device);
    const loading = engine.loadNetwork(refused[0]!.network);
    await expect(loading).rejects.toMatchObject({
      code: 'ENGINE_DEVICE',
      message: `the device "webgpu" lacks an operation that network "${refused[0]!.title}" needs; take the device "cpu"`,
    });
  });
});

describe('onnxruntime-web', () => {
  it('refuses every device but the processor', async () => {
    await expect(createOnnxRuntimeEngine('onnxruntime-web', 'webgpu')).rejects.toMatchObject({
      code: 'ENGINE_DEVICE',
      message: expect.stringContaining('"onnxruntime-web" cannot compute on "webgpu"') as string,
    });
  });
});
