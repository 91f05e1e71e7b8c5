import { describe, expect, it } from 'vitest';
import { devices } from '../src/engine.js';
import { createOnnxRuntimeEngine } from '../src/onnxruntime/onnxruntime-engine.js';
import { describeEngine } from './describe-engine.js';

/** Set to a device of this machine, see README.md. */
const device = devices.find((name) => name === process.env['GENDER_TEST_DEVICE']);

describe.runIf(device)(`onnxruntime on ${device}`, () => {
  describeEngine(() => createOnnxRuntimeEngine('onnxruntime', device));
});

describe('onnxruntime-web', () => {
  it('refuses every device but the processor', async () => {
    await expect(createOnnxRuntimeEngine('onnxruntime-web', 'webgpu')).rejects.toMatchObject({
      code: 'ENGINE_DEVICE',
      message: expect.stringContaining('"onnxruntime-web" cannot compute on "webgpu"') as string,
    });
  });
});
