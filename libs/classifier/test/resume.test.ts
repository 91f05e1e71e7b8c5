import { spawn } from 'node:child_process';
import {
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import type { Logger } from '@gender/core';
import { bundleProgram, temporaryFolder } from '@gender/testing';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { fitHead, type FitHeadOptions } from '../src/training/fit-head.js';
import { memoryStore } from './memory-store.js';
import { smallTraining } from './small-training.js';
import { watchedTrainer } from './watched-trainer.js';

const inFolder = temporaryFolder();
const weights = (): string => inFolder('weights.h5');
const folder = (): string => `${weights()}.training`;
const checkpoint = (): string => inFolder('weights.h5.training', 'checkpoint.safetensors');

/** The small training's calls of its trainer: 3 epochs of 5 steps and 2 batches validated. */
const CALLS = 21;

let undisturbed: Buffer;
let lines: string[];
const logger: Logger = {
  debug: () => undefined,
  info: (line) => lines.push(line),
  warn: (line) => lines.push(`warning: ${line}`),
};

beforeEach(async () => {
  lines = [];
  undisturbed ??= readFileSync((await fitHead(smallTraining(weights()))).weights);
  rmSync(weights(), { force: true });
});

/** Trains until the trainer was called so many times, then aborts; true when it came to its end. */
async function trainFor(calls: number, others: Partial<FitHeadOptions> = {}): Promise<boolean> {
  const controller = new AbortController();
  const create = watchedTrainer(() => {
    calls -= 1;
    if (calls === 0) controller.abort(new Error('enough'));
  });
  const options = { ...smallTraining(weights()), logger, ...others };
  try {
    await fitHead({ ...options, createTrainer: create, signal: controller.signal });
    return true;
  } catch (cause) {
    expect(cause).toEqual(new Error('enough'));
    return false;
  }
}

describe('an interrupted training', () => {
  it.each(Array.from({ length: CALLS }, (_, index) => index + 1))(
    'ends in the same bytes when it was aborted at call %i',
    async (call) => {
      const done = await trainFor(call);
      expect(done).toBe(call === CALLS);
      if (!done) expect(await trainFor(Infinity)).toBe(true);
      expect(readFileSync(weights()).equals(undisturbed)).toBe(true);
      expect(existsSync(folder())).toBe(false);
    },
  );

  it('ends in the same bytes however often it was aborted', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 8 }), { maxLength: 5 }),
        async (aborts) => {
          for (const calls of aborts) await trainFor(calls);
          await trainFor(Infinity);
          expect(readFileSync(weights()).equals(undisturbed)).toBe(true);
        },
      ),
      { numRuns: 5 },
    );
  });

  it('goes on with another number of threads, says so in a line, and tells all epochs', async () => {
    await trainFor(9, { threads: 1 });
    const fitted = await fitHead({ ...smallTraining(weights()), threads: 2, logger });
    expect(lines).toEqual([`going on from ${checkpoint()}: epoch 2, after 32 pictures`]);
    expect(fitted.epochs.map(({ epoch }) => epoch)).toEqual([1, 2, 3]);
    expect(readFileSync(weights()).equals(undisturbed)).toBe(true);
  });

  it('keeps one checkpoint and no more weights than it needs', async () => {
    await trainFor(19, { checkpointSeconds: 0 });
    const files = readdirSync(folder()).toSorted();
    expect(files[0]).toBe('checkpoint.safetensors');
    expect(files.slice(1).join()).toMatch(/^weights-epoch-\d\.h5$/);
  });
});

describe('a killed training', () => {
  it.each([3, 7, 9, 20])('ends in the same bytes when it was killed at call %i', async (call) => {
    const program = await bundleProgram(new URL('train-until-killed.ts', import.meta.url));
    const child = spawn(process.execPath, [program, weights()], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    let seen = 0;
    for await (const chunk of child.stdout) {
      seen += String(chunk).length;
      if (seen >= call) child.kill('SIGKILL');
      else child.stdin.write('.');
    }
    expect(existsSync(weights())).toBe(false);

    expect(await trainFor(Infinity)).toBe(true);
    expect(lines).toEqual([expect.stringMatching(/^going on from .*, after \d+ pictures$/)]);
    expect(readFileSync(weights()).equals(undisturbed)).toBe(true);
  });
});

describe('a checkpoint of no use is ignored with a warning', () => {
  const spoil: [string, () => void, RegExp][] = [
    ['cut short', () => truncateSync(checkpoint(), 1000), /starting anew: .*safetensors/],
    ['empty', () => truncateSync(checkpoint(), 0), /not a safetensors file/],
    ['other bytes', () => writeFileSync(checkpoint(), 'a letter of eight'), /safetensors/],
    ['of another version', () => replaceText('\\"format\\":2', '\\"format\\":9'), /version/],
    ['whose record is damaged', () => replaceText('\\"masks\\"', '\\"mosks\\"'), /version/],
    ['without its best weights', () => removeWeights(), /weights-epoch-\d\.h5.* is missing/],
  ];

  it.each(spoil)('%s', async (_, damage, words) => {
    await trainFor(9);
    damage();
    lines = [];
    expect(await trainFor(Infinity)).toBe(true);
    expect(lines).toEqual([expect.stringMatching(/^warning: starting anew: /)]);
    expect(lines[0]).toMatch(words);
    expect(readFileSync(weights()).equals(undisturbed)).toBe(true);
  });

  it.each<[string, Partial<FitHeadOptions>]>([
    ['seed', { seed: 6 }],
    ['learning rate', { adam: { learningRate: 0.02 } }],
    ['number of epochs', { epochs: 2 }],
    ['penalty', { l2: 0.01 }],
    ['features', { train: memoryStore(120, 3) }],
    ['initial weights', { head: smallTraining('', 9).head }],
  ])('of another %s', async (_, others) => {
    const expected = await fitHead({ ...smallTraining(inFolder('other.h5')), ...others });
    await trainFor(9);
    expect(await trainFor(Infinity, others)).toBe(true);
    expect(lines).toEqual([
      expect.stringMatching(/^warning: starting anew: .* other options, features or initial wei/),
    ]);
    expect(readFileSync(weights()).equals(readFileSync(expected.weights))).toBe(true);
  });

  function replaceText(old: string, replacement: string): void {
    const bytes = readFileSync(checkpoint());
    const at = bytes.indexOf(old);
    expect(at).toBeGreaterThan(0);
    bytes.write(replacement, at);
    writeFileSync(checkpoint(), bytes);
  }

  function removeWeights(): void {
    const files = readdirSync(folder()).filter((file) => file.endsWith('.h5'));
    expect(files).toHaveLength(1);
    for (const file of files) rmSync(inFolder('weights.h5.training', file));
  }
});
