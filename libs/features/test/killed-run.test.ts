import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { listSplit } from '@gender/dataset';
import { bundleProgram, temporaryFolder, tinyBackbone, writeColourDataset } from '@gender/testing';
import { expect, it } from 'vitest';
import { NetworkBackbone } from '../src/backbone/network-backbone.js';
import { choosePreprocessing } from '../src/feeding/choose-preprocessing.js';
import { extractFeatures } from '../src/extract/extract-features.js';
import { countingEngine } from './counting-engine.js';

const inFolder = temporaryFolder();

/** Runs the extraction in a process of its own, and kills it when it has so many rows. */
async function extractUntil(rows: number, output: string): Promise<void> {
  const program = await bundleProgram(new URL('extract-slowly.ts', import.meta.url));
  const child = spawn(process.execPath, [program, inFolder('train'), output]);
  for await (const line of createInterface({ input: child.stdout })) {
    if (Number(line) === rows) child.kill('SIGKILL');
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  expect(child.signalCode).toBe('SIGKILL');
}

async function extract(output: string): Promise<number> {
  const engine = countingEngine();
  const backbone = new NetworkBackbone(tinyBackbone());
  const preprocessing = choosePreprocessing(backbone);
  const listing = await listSplit(inFolder('train'));
  await using _ = await extractFeatures({ listing, backbone, preprocessing, engine, output });
  return engine.pictures;
}

it('goes on after kill -9 with every row that was reported, to the same bytes', async () => {
  writeColourDataset(inFolder(), 20);
  const [killed, whole] = [inFolder('killed.npy'), inFolder('whole.npy')];
  await extractUntil(12, killed);
  expect(await extract(killed)).toBeLessThanOrEqual(40 - 12);
  expect(await extract(whole)).toBe(40);
  expect(readFileSync(killed)).toEqual(readFileSync(whole));
});
