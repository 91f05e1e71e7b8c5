import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { writeManifest } from './manifest.js';
import { sha256 } from './sha256.js';
import { verifyOutputs } from './verify.js';

/** A model with a history, made from a network and from what is no file. */
async function trained(outputs?: Record<string, string>) {
  const folder = await mkdtemp(join(tmpdir(), 'gender-core-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const [model, history, network] = ['a.h5', 'a.csv', 'network.h5'].map((n) => join(folder, n));
  await writeFile(model!, 'model');
  await writeFile(history!, 'history');
  await writeFile(network!, 'network');
  const inputs = { [network!]: sha256('network'), 'calibration pictures': sha256('') };
  const run = { command: 'train', seconds: 1, versions: {}, options: {}, inputs };
  await writeManifest(model!, { ...run, outputs });
  return { model: model!, history: history!, network: network! };
}

const outputs = { 'a.h5': sha256('model'), 'a.csv': sha256('history') };

it('what is as it was made has no differences', async () => {
  const { model } = await trained(outputs);
  expect(await verifyOutputs(model)).toEqual({
    ...{ checked: 3, changed: [], added: [], missing: [] },
    unverified: ['calibration pictures'],
  });
});

it('changed and missing files are told apart, and inputs may be gone', async () => {
  const { model, history, network } = await trained(outputs);
  await writeFile(model, 'modem');
  await rm(history);
  await rm(network);
  expect(await verifyOutputs(model)).toEqual({
    ...{ checked: 1, changed: [model], added: [], missing: [history] },
    unverified: [network, 'calibration pictures'],
  });
});

it('an input that was changed is a difference', async () => {
  const { model, network } = await trained(outputs);
  await writeFile(network, 'another');
  expect(await verifyOutputs(model)).toMatchObject({ checked: 3, changed: [network] });
});

it('a manifest that says nothing of its output leaves it unverified', async () => {
  const { model } = await trained();
  expect((await verifyOutputs(model)).unverified).toEqual([model, 'calibration pictures']);
});

it('what has no manifest is refused', async () => {
  const { history } = await trained(outputs);
  await expect(verifyOutputs(history)).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
});
