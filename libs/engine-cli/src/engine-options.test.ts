import { defineCommand, type App } from '@gender/cli';
import { runInMemory, type FinishedRun } from '@gender/cli/testing';
import { devices, engineNames, maxThreads } from '@gender/engine';
import { describe, expect, it } from 'vitest';
import { engineOptions } from './engine-options.js';

/** A program that says how it was asked to compute. */
const app: App = {
  name: 'gender-compute',
  summary: 'Compute',
  moduleUrl: import.meta.url,
  commands: [
    defineCommand({
      name: 'compute',
      summary: 'Compute',
      examples: [],
      options: engineOptions,
      run: ({ engine, threads, device }) => Promise.resolve({ engine, threads, device }),
      print: (result) => JSON.stringify(result),
    }),
  ],
};

const run = (...argv: string[]): Promise<FinishedRun> => runInMemory(app, argv);

describe('engineOptions', () => {
  it('leave the choice to the machine by default', async () => {
    expect(JSON.parse((await run()).stdout)).toEqual({ engine: 'auto', device: 'cpu' });
  });

  it.each(engineNames)('take the engine %s', async (engine) => {
    expect(JSON.parse((await run(`--engine=${engine}`)).stdout)).toMatchObject({ engine });
  });

  it.each(devices)('take the device %s', async (device) => {
    expect(JSON.parse((await run(`--device=${device}`)).stdout)).toMatchObject({ device });
  });

  it('take as many threads as can compute here', async () => {
    const { stdout } = await run(`--threads=${maxThreads}`);
    expect(JSON.parse(stdout)).toMatchObject({ threads: maxThreads });
  });

  it.each(['2000', `${maxThreads + 1}`, '0', '-1', '1.5', 'all'])(
    'refuse --threads=%s at once',
    async (threads) => {
      const { exitCode, stderr } = await run(`--threads=${threads}`);
      expect(exitCode).toBe(2);
      expect(stderr).toContain(`--threads=${threads} is not valid`);
    },
  );

  it('name the limit of the machine', async () => {
    const { stderr } = await run('--threads=2000');
    expect(stderr).toContain(`expected at most ${maxThreads} on this machine`);
  });

  it('refuse engines and devices that do not exist, and name those that do', async () => {
    expect((await run('--engine=torch')).stderr).toContain('"onnxruntime-web"');
    expect((await run('--device=gpu')).stderr).toContain('"webgpu"');
  });
});
