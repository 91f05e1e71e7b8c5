import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { App } from '@gender/cli';
import { runInMemory } from '@gender/cli/testing';
import type { Verification } from '@gender/core/node';
import { app as converter } from '@gender/converter';
import { app as evaluator } from '@gender/evaluator';
import { app as preparer } from '@gender/preparer';
import { app as trainer } from '@gender/trainer';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { drawDownload, miniature, Pipeline } from './pipeline.js';

let pipeline: Pipeline;

beforeAll(async () => {
  const root = mkdtempSync(join(tmpdir(), 'gender verify '));
  pipeline = new Pipeline(root);
  drawDownload(join(root, 'download'));
  await pipeline.convert();
  await pipeline.export(miniature, pipeline.path('models', 'page', '/'));
  await pipeline.prepare(join(root, 'download'), 'Tiny');
  await pipeline.train('Tiny', '--epoch=1', '--precision=int8');
  await pipeline.predict('Tiny');
  await pipeline.crossValidate('Tiny', '--epoch=1', '--folds=2');
});

afterAll(() => {
  rmSync(pipeline.folder, { recursive: true, force: true });
});

/** The one file of a folder whose name is like a pattern. */
function fileIn(folder: string, pattern: RegExp): string {
  const [name, ...more] = readdirSync(pipeline.path(folder)).filter((each) => pattern.test(each));
  expect(more).toEqual([]);
  return join(folder, name!);
}

const model = 'models/Tiny_Transfer_Model.h5';
const descriptor = 'models/VGG_Face_pretrained_descriptor.h5';
const int8 = 'models/VGG_Face_pretrained_descriptor.int8.onnx';
const folds = 'data/results/Tiny_cross-validation_results.csv';
const trained = () => fileIn('data/features', /^Tiny_train\..*int8.*\.npy$/);

/** What the programs write, a file of it that is changed, and the programs that verify it. */
const products: readonly (readonly [string, string | (() => string), string | (() => string), readonly App[]])[] = [
  ['a dataset', 'data/Tiny', () => fileIn('data/Tiny/test/Male', /^1_/), [preparer, trainer, evaluator]],
  ['the list of a dataset', 'data/Tiny', 'data/Tiny/split.json', [preparer]],
  ['a converted network', descriptor, descriptor, [converter, trainer]],
  ['a network of several files', 'models/page', () => fileIn('models/page', /\.bin$/), [converter]],
  ['a network in 8 bits', int8, int8, [trainer, evaluator]],
  ['features', trained, trained, [trainer, evaluator]],
  ['a model', model, model, [trainer, evaluator]],
  ['the history of a model', model, 'models/Tiny_History.csv', [trainer]],
  ['results', 'data/results/Tiny_test_results.csv', 'data/results/Tiny_test_results.csv', [evaluator]],
  ['results of folds', folds, 'data/results/Tiny_cross-validation_groups.csv', [evaluator]],
]; // prettier-ignore

const resolved = (name: string | (() => string)): string =>
  pipeline.path(typeof name === 'string' ? name : name());

describe.each(products)('%s', (_, product, part, apps) => {
  test('is as it was written, or it is said what was changed', async () => {
    const [path, file] = [resolved(product), resolved(part)];
    const before = readFileSync(file);
    const damaged = Buffer.from(before);
    // A list stays one: a digit of a hash is another.
    const at = file.endsWith('.json') ? before.lastIndexOf('"sha256": "') + 14 : before.length - 3;
    damaged.writeUInt8(damaged.readUInt8(at) ^ 1, at);
    for (const app of apps) {
      const whole = await runInMemory(app, ['verify', path, '--json']);
      expect({ ...whole, stderr: '' }).toMatchObject({ exitCode: 0 });
      const { checked, unverified } = JSON.parse(whole.stdout) as Verification;
      expect(checked).toBeGreaterThan(0);
      expect(unverified).toEqual([]);
      writeFileSync(file, damaged);
      const changed = await runInMemory(app, ['verify', path, '--json']);
      writeFileSync(file, before);
      expect(changed.exitCode).toBe(1);
      expect((JSON.parse(changed.stdout) as Verification).changed).not.toEqual([]);
    }
  });
});
