import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { runInMemory, type FinishedRun } from '@gender/cli/testing';
import { hashOutputs, writeManifest } from '@gender/core/node';
import type { Report } from '@gender/report';
import { temporaryFolder } from '@gender/testing';
import { beforeEach, describe, expect, test } from 'vitest';
import { app } from '../src/index.js';
import { folders, prepare, writeModel } from './models.js';

const inFolder = temporaryFolder();

beforeEach(() => prepare(inFolder));

function report(...flags: string[]): Promise<FinishedRun> {
  const argv = ['report', '--trainset=Tiny', '--resamples=20', ...flags];
  return runInMemory(app, [...argv, ...folders(inFolder)]);
}

describe('card', () => {
  test('writes a model card beside the model', async () => {
    const argv = ['card', '--trainset=Tiny', '--resamples=20', ...folders(inFolder)];
    const { exitCode, stdout } = await runInMemory(app, argv);
    expect([exitCode, stdout]).toEqual([
      0,
      expect.stringMatching(/MODEL_CARD\.md: accuracy [01]\.\d{4} of 12 images\n$/),
    ]);
    const card = readFileSync(inFolder('models', 'MODEL_CARD.md'), 'utf8');
    expect(card).toContain('# Model card: Tiny\\_Transfer\\_Model.h5 on Tiny, test');
    expect(card).toContain('What it must not be used for');
  });
});

describe('report', () => {
  test('writes a page and its numbers beside the results, the same each time', async () => {
    const { exitCode, stdout } = await report();
    const html = inFolder('data', 'results', 'Tiny_test_report', 'report.html');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/report\.html: accuracy [01]\.\d{4} of 12 images\n$/);
    const page = readFileSync(html, 'utf8');
    expect(page).toContain('Tiny_Transfer_Model.h5 on Tiny, test');
    expect(page).toContain('not known: no manifest lies beside the file');
    await report();
    expect(readFileSync(html, 'utf8')).toBe(page);
  });

  test('holds pictures of people only where that is asked for', async () => {
    const flags = ['--output', inFolder('out')];
    const page = (): string => readFileSync(inFolder('out', 'report.html'), 'utf8');
    await report(...flags);
    expect(page()).toContain('No pictures are shown');
    expect(page()).not.toMatch(/<img|data:image|_Age/);
    await report(...flags, '--with-pictures');
    expect(page()).toMatch(/Most confident mistakes[\s\S]*Least certain[\s\S]*Suspected label/);
    expect(page().match(/<img src="data:image\/png;base64,iVBOR/g)!.length).toBeGreaterThan(11);
    expect(page()).toMatch(/<div>(Female|Male)\/\d+_Age\d+\.bmp<\/div>/);
  });

  test('shows how the training went, and what manifests say, where they are there', async () => {
    const epoch = { epoch: 1, loss: 0.7, accuracy: 0.5, valLoss: 0.6, valAccuracy: 0.75 };
    writeFileSync(
      inFolder('models', 'Tiny_History.json'),
      JSON.stringify({ bestEpoch: 1, epochs: [{ ...epoch, seconds: 1 }] }),
    );
    const model = inFolder('models', 'Tiny_Transfer_Model.h5');
    await writeManifest(model, {
      ...{ command: 'train', seconds: 1, seed: 4, versions: { node: 'v20' }, inputs: {} },
      options: { dataset: 'Tiny', epochs: 3, hiddenUnits: [8, 4] },
      outputs: await hashOutputs(model, [model, inFolder('models', 'Tiny_History.json')]),
    });
    await report('--output', inFolder('out'), '--threshold-by=equal-error');
    const found = JSON.parse(readFileSync(inFolder('out', 'report.json'), 'utf8')) as Report;
    expect(found.history?.epochs).toEqual([{ ...epoch, seconds: 0 }]);
    expect(found.operatingPoint).toMatchObject({ positive: 'Male', chosenOn: { images: 12 } });
    expect(found.origin.model).toMatchObject({
      ...{ seed: '4', epochs: '3', 'hidden units': '8, 4' },
      'SHA-256': expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    });
    expect(existsSync(inFolder('data', 'results'))).toBe(false);

    await writeModel(inFolder, 'Tiny', ['Female', 'Male'], { exif: 'ignore' });
    await report('--output', inFolder('out'));
    const other = JSON.parse(readFileSync(inFolder('out', 'report.json'), 'utf8')) as Report;
    expect(other.origin.model).toHaveProperty(
      'origin',
      expect.stringContaining('does not name this very file'),
    );
    expect(other.origin.model).not.toHaveProperty('seed');
    expect(other).not.toHaveProperty('history');
  });
});
