import type { Logger } from '@gender/core';
import { describe, expect, it, vi } from 'vitest';
import type { Device, Engine, EngineName } from './engine.js';
import { EngineError } from './engine-error.js';
import { createOnnxRuntimeEngine } from './onnxruntime/onnxruntime-engine.js';
import { selectEngine } from './select-engine.js';
import { unavailable } from './tensorflow/tensorflow-error.js';

/** Makes engines where `works`; the others are missing as they really would be. */
function only(...works: EngineName[]): (name: EngineName) => Promise<Engine> {
  return async (name) => {
    if (name === 'tensorflow') throw unavailable(new Error(`Cannot find module '${name}'`));
    const missing = new Error(`Cannot find package '${name}'\nRequire stack: …`);
    return works.includes(name)
      ? createOnnxRuntimeEngine(name)
      : createOnnxRuntimeEngine(name, 'cpu', () => Promise.reject(missing));
  };
}

function warnings(): { logger: Logger; lines: string[] } {
  const lines: string[] = [];
  const ignore = (): undefined => undefined;
  return { lines, logger: { debug: ignore, info: ignore, warn: (line) => lines.push(line) } };
}

describe('selectEngine', () => {
  it('takes onnxruntime where it works', async () => {
    const { logger, lines } = warnings();
    expect((await selectEngine({ logger })).name).toBe('onnxruntime');
    expect(lines).toEqual([]);
  });

  it('falls back to onnxruntime-web, and says why', async () => {
    const { logger, lines } = warnings();
    const engine = await selectEngine({ name: 'auto', logger }, only('onnxruntime-web'));
    expect(engine.name).toBe('onnxruntime-web');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(`Cannot find package 'onnxruntime'; install`);
    expect(lines[0]).not.toContain('\n');
  });

  it('warns the process once where no logger was given', async () => {
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    for (let time = 0; time < 3; time += 1) await selectEngine({}, only('onnxruntime-web'));
    expect(warn).toHaveBeenCalledTimes(1);
    expect(warn).toHaveBeenCalledWith(
      expect.stringMatching(
        /^using onnxruntime-web, which is slower: .*ONNXRUNTIME_NODE_INSTALL=skip/,
      ),
      { code: 'GENDER_SLOWER_ENGINE' },
    );
  });

  it('says which software computes, in which version and where', async () => {
    for (const name of ['onnxruntime', 'onnxruntime-web'] as const) {
      const { name: found, version, device } = await selectEngine({ name });
      expect({ found, device }).toEqual({ found: name, device: 'cpu' });
      expect(version).toMatch(/^1\.\d+\.\d+/);
    }
  });

  it('never falls back from an engine asked for by name', async () => {
    const selecting = selectEngine({ name: 'onnxruntime' }, only('onnxruntime-web'));
    await expect(selecting).rejects.toThrow(EngineError);
    await expect(selecting).rejects.toMatchObject({
      code: 'ENGINE_UNAVAILABLE',
      message: expect.stringContaining(`take the engine "onnxruntime-web"`) as string,
    });
  });

  it('says what is wrong with each when none works', async () => {
    await expect(selectEngine({}, only())).rejects.toMatchObject({
      code: 'ENGINE_UNAVAILABLE',
      message: expect.stringMatching(/"onnxruntime" .*"onnxruntime-web" .*"tensorflow" /) as string,
    });
  });

  it('does not hide other errors behind a fallback', async () => {
    const broken = (): Promise<Engine> => Promise.reject(new TypeError('a fault'));
    await expect(selectEngine({}, broken)).rejects.toThrow('a fault');
  });

  it('says that tensorflow is missing where it is asked for by name', async () => {
    vi.stubEnv('GENDER_TFJS_NODE', '/nowhere');
    await expect(selectEngine({ name: 'tensorflow' })).rejects.toMatchObject({
      code: 'ENGINE_UNAVAILABLE',
      message: expect.stringContaining(
        'there is no package in /nowhere, the folder in GENDER_TFJS_NODE; run npm install',
      ) as string,
    });
    vi.unstubAllEnvs();
  });

  it('asks for the device, and asks onnxruntime alone for any but the processor', async () => {
    const asked: string[] = [];
    const create = (name: EngineName, device: Device): Promise<Engine> => {
      asked.push(`${name} on ${device}`);
      return createOnnxRuntimeEngine('onnxruntime');
    };
    await selectEngine({ name: 'onnxruntime-web' }, create);
    await selectEngine({ name: 'tensorflow', device: 'cuda' }, create);
    await selectEngine({ device: 'webgpu' }, create);
    expect(asked).toEqual([
      'onnxruntime-web on cpu',
      'tensorflow on cuda',
      'onnxruntime on webgpu',
    ]);
  });
});
