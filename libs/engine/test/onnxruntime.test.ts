import { describe, expect, it } from 'vitest';
import { createOnnxRuntimeEngine } from '../src/onnxruntime/onnxruntime-engine.js';
import { describeEngine } from './describe-engine.js';
import { describeQuantized } from './describe-quantized.js';

describe.each(['onnxruntime', 'onnxruntime-web'] as const)('%s', (name) => {
  describeEngine(() => createOnnxRuntimeEngine(name));
  describeQuantized(() => createOnnxRuntimeEngine(name));

  it('says its name and version', async () => {
    const engine = await createOnnxRuntimeEngine(name);
    expect(engine.name).toBe(name);
    expect(engine.version).toMatch(/^\d+\.\d+\.\d+$/);
  });
});
