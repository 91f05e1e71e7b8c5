import { describe, expect, it, vi } from 'vitest';
import { describeEngines, describeKernels } from './describe-engines.js';
import { engineNames } from './engine.js';
import { EngineError } from './engine-error.js';

describe('describeEngines', () => {
  it('tries every engine, and tells what works and what does not, and why', async () => {
    vi.stubEnv('GENDER_TFJS_NODE', '/nowhere');
    const engines = await describeEngines();
    vi.unstubAllEnvs();
    expect(engines.map(({ name }) => name)).toEqual(engineNames);
    const [native, web, tensorflow] = engines;
    expect(native).toMatchObject({ works: true, version: expect.stringMatching(/^\d/) as string });
    expect(native?.devices).toContainEqual({ name: 'cpu', works: true });
    expect(web).toMatchObject({ works: true, devices: [{ name: 'cpu', works: true }] });
    expect(tensorflow).toEqual({
      name: 'tensorflow',
      works: false,
      devices: [],
      reason: expect.stringContaining('there is no package in /nowhere') as string,
    });
  });

  it('says in one line why a device does not work', async () => {
    for (const { devices } of await describeEngines()) {
      for (const { works, reason } of devices) {
        if (works) expect(reason).toBeUndefined();
        else expect(reason).toMatch(/^.+; it needs .+$/);
      }
    }
  });

  it('counts an engine without a device that works as one that does not work', async () => {
    const engines = await describeEngines((name) => {
      if (name === 'tensorflow')
        return Promise.reject(new EngineError('ENGINE_UNAVAILABLE', 'absent'));
      return Promise.resolve({
        version: '1.0.0',
        devices: [{ name: 'cpu', works: name === 'onnxruntime-web' }],
      });
    });
    expect(engines.map(({ works }) => works)).toEqual([false, true, false]);
  });

  it('does not hide other errors', async () => {
    const look = (): Promise<never> => Promise.reject(new TypeError('a fault'));
    await expect(describeEngines(look)).rejects.toThrow('a fault');
  });
});

describe('describeKernels', () => {
  it('finds what every Node that is supported has', async () => {
    expect(await describeKernels()).toEqual({ simd: true, threads: true });
  });
});
