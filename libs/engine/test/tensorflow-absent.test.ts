import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createTensorFlowEngine } from '../src/tensorflow/tensorflow-engine.js';
import { createTensorFlowTrainer } from '../src/tensorflow/tensorflow-trainer.js';
import { randomHead } from './small-head.js';

describe('without a working tfjs-node', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tfjs-node-'));
    vi.stubEnv('GENDER_TFJS_NODE', folder);
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await rm(folder, { recursive: true });
  });

  async function install(source: string): Promise<void> {
    await mkdir(join(folder, 'dist'));
    await writeFile(join(folder, 'package.json'), '{ "main": "dist/index.js" }');
    await writeFile(join(folder, 'dist/index.js'), source);
  }

  const unavailable = (reason: RegExp): object => ({
    name: 'EngineError',
    code: 'ENGINE_UNAVAILABLE',
    message: expect.stringMatching(reason) as string,
  });

  it('the engine says that the package is missing and what to do', async () => {
    await expect(createTensorFlowEngine()).rejects.toMatchObject(
      unavailable(
        /^the engine "tensorflow" cannot be loaded: there is no package in .*; run npm install @tensorflow\/tfjs-node@4\.22, .*GENDER_TFJS_NODE.*another engine$/,
      ),
    );
  });

  it('the trainer says the same', async () => {
    await expect(createTensorFlowTrainer(randomHead())).rejects.toMatchObject(
      unavailable(/cannot be loaded: there is no package in .*; run npm install/),
    );
  });

  it('both give the reason of the package where its native part is missing', async () => {
    await install(`throw new Error('The native addon can not be found. \\nPlease run a command');`);
    const reason = /cannot be loaded: The native addon can not be found\.; run npm/;
    await expect(createTensorFlowEngine()).rejects.toMatchObject(unavailable(reason));
    await expect(createTensorFlowTrainer(randomHead())).rejects.toMatchObject(unavailable(reason));
  });

  it('both refuse another package', async () => {
    await install('module.exports = {};');
    const reason = /cannot be loaded: .*is not @tensorflow\/tfjs-node; run npm/;
    await expect(createTensorFlowTrainer(randomHead())).rejects.toMatchObject(unavailable(reason));
    await expect(createTensorFlowEngine()).rejects.toMatchObject(unavailable(/cannot be loaded/));
  });
});
