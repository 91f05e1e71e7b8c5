import { once } from 'node:events';
import { runApp } from '@gender/cli';
import { memoryIo, runInMemory } from '@gender/cli/testing';
import { createHead, writeTransferModel } from '@gender/classifier';
import { createRandom } from '@gender/core';
import { choosePreprocessing, NetworkBackbone } from '@gender/features';
import { solidPicture, temporaryFolder, tinyBackbone } from '@gender/testing';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { app } from '../src/index.js';

const inFolder = temporaryFolder();
const model = (): string => inFolder('Tiny_Transfer_Model.h5');

beforeEach(async () => {
  const backbone = tinyBackbone();
  const classes = ['Female', 'Male'];
  const head = createHead({ inputShape: [4, 4, 5], classes, random: createRandom(3) });
  const preprocessing = choosePreprocessing(new NetworkBackbone(backbone));
  await writeTransferModel(model(), { backbone, classes, head, preprocessing });
});

describe('gender-serve', () => {
  it('answers requests until Ctrl-C, and ends well', async () => {
    const io = memoryIo({});
    const ended = runApp(app, [model(), '--port', '0'], io);
    while (!io.stderr.text.includes('listening on ')) await once(io.stderr, 'text');
    const [, url] = /listening on (\S+)/.exec(io.stderr.text)!;
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const body = new Uint8Array(solidPicture(8, 8, [200, 50, 0]));
    const headers = { 'content-type': 'image/bmp' };
    const response = await fetch(`${url}/v1/predict`, { method: 'POST', body, headers });
    expect(await response.json()).toMatchObject({
      model: { name: 'Tiny' },
      pictures: [{ index: 0, predictions: [{ label: expect.stringMatching(/male/i) as string }] }],
    });
    io.signals.emit('SIGTERM', 'SIGTERM');
    expect(await ended).toBe(0);
    expect(io.stdout.text).toBe(`${url} is closed\n`);
    await expect(fetch(`${url}/healthz`)).rejects.toThrow();
  });

  it('refuses pictures of more pixels than it is told', async () => {
    const io = memoryIo({});
    const ended = runApp(app, [model(), '--port', '0', '--max-pixels', '63'], io);
    while (!io.stderr.text.includes('listening on ')) await once(io.stderr, 'text');
    const [, url] = /listening on (\S+)/.exec(io.stderr.text)!;
    const body = new Uint8Array(solidPicture(8, 8, [200, 50, 0]));
    const headers = { 'content-type': 'image/bmp' };
    const response = await fetch(`${url}/v1/predict`, { method: 'POST', body, headers });
    expect(await response.json()).toMatchObject({
      pictures: [{ index: 0, error: { code: 'IMAGE_TOO_LARGE' } }],
    });
    io.signals.emit('SIGTERM', 'SIGTERM');
    expect(await ended).toBe(0);
  });

  it('takes names for models, and says at the end in JSON where it was', async () => {
    const words = [`--models=a=${model()}`, `--models=b=${model()}`, '--port=0', '--json'];
    const run = await runInMemory(app, ['start', ...words], { interruptAt: 'listening on' });
    expect(run.exitCode).toBe(0);
    expect(JSON.parse(run.stdout)).toEqual({
      url: expect.stringMatching(/^http:\/\/127/) as string,
      models: ['a', 'b'],
    });
  });

  it.each([
    [[], 2, /models/],
    [['absent.h5'], 1, /absent\.h5.*\[FILE_NOT_FOUND\]/],
    [
      ['{model}', '{model}'],
      1,
      /two models are called Tiny.*by --models NAME=FILE.*\[SERVER_MODELS\]/,
    ],
    [['{model}', '--calibrated'], 1, /has no temperature.*\[CLASSIFIER_UNCALIBRATED\]/],
    [['{model}', '--page', 'absent'], 1, /absent holds no page.*\[SERVER_PAGE\]/],
    [['{model}', '--host', '256.0.0.1'], 1, /cannot listen on 256\.0\.0\.1.*\[SERVER_PORT\]/],
    [
      ['{model}', '--max-pictures', '1000'],
      1,
      /1000 pictures.*by --max-pictures.*\[SERVER_LIMITS\]/,
    ],
    [['{model}', '--max-pixels', '0.5'], 2, /--max-pixels/],
    [['{model}', '--max-seconds', '9999999'], 1, /2147483 seconds.*\[SERVER_LIMITS\]/],
    [['{model}', '--port', '65536'], 2, /--port/],
    [['strat'], 2, /did you mean "start"/],
  ])('refuses %j', async (words, exitCode, message) => {
    const given = words.map((word) => word.replace('{model}', model()));
    const port = words.includes('--port') ? [] : ['--port', '0'];
    const run = await runInMemory(app, [...given, ...port]);
    expect(run.stderr).toMatch(message);
    expect(run.exitCode).toBe(exitCode);
  });

  it('warns of all who reach the machine, and refuses a key of nothing', async () => {
    const words = [model(), '--port', '0', '--host', '0.0.0.0'];
    const open = await runInMemory(app, words, { interruptAt: 'listening on' });
    expect(open.stderr).toContain('set GENDER_SERVE_API_KEY to ask for a key');
    vi.stubEnv('GENDER_SERVE_API_KEY', '');
    expect((await runInMemory(app, words)).stderr).toContain(
      'GENDER_SERVE_API_KEY is set to nothing',
    );
    vi.stubEnv('GENDER_SERVE_API_KEY', 'sesame');
    const guarded = await runInMemory(app, words, { interruptAt: 'listening on' });
    vi.unstubAllEnvs();
    expect(guarded.stderr).not.toContain('GENDER_SERVE_API_KEY');
  });
});
