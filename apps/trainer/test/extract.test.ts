import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readManifest } from '@gender/core/node';
import { describe, expect, test } from 'vitest';
import { prepared } from './prepared.js';

const { inFolder, run, extract } = prepared();

describe('extract', () => {
  test('writes the features of the train and the validation split', async () => {
    const { exitCode, stdout } = await extract();
    expect(exitCode).toBe(0);
    expect(stdout.replaceAll(inFolder('data'), 'data')).toBe(
      'data/features/Tiny_train.npy: (12, 4, 4, 5)\ndata/features/Tiny_validation.npy: (12, 4, 4, 5)\n',
    );
    expect(await readManifest(inFolder('data', 'features', 'Tiny_train.npy'))).toMatchObject({
      command: 'extract',
      options: { dataset: 'Tiny', split: 'train', mode: 'network', resampling: 'nearest' },
    });
  });

  test('prints what it did with --json', async () => {
    const { stdout } = await extract('--split', 'test', '--json');
    const path = inFolder('data', 'features', 'Tiny_test.npy');
    expect(JSON.parse(stdout)).toEqual({ stores: [{ split: 'test', path, shape: [12, 4, 4, 5] }] });
  });

  test('computes in 8 bits with --precision int8, into stores of their own', async () => {
    const { exitCode, stdout } = await extract('--precision=int8', '--split=train', '--json');
    expect(exitCode).toBe(0);
    const path = expect.stringMatching(/Tiny_train\.network\.int8\.[0-9a-f]{12}\.npy$/) as string;
    const quantized = inFolder('models', 'VGG_Face_pretrained_descriptor.int8.onnx');
    expect(JSON.parse(stdout)).toEqual({
      stores: [{ split: 'train', precision: 'int8', path, shape: [12, 4, 4, 5] }],
      quantized,
    });
    expect(existsSync(quantized)).toBe(true);
  });

  test('runs an ONNX file with other operators as it is, fed as --mean and --std say', async () => {
    const file = '../../../libs/onnx/test/fixtures/opaque/any.onnx';
    const backbone = ['--backbone', fileURLToPath(new URL(file, import.meta.url))];
    const chosen = [...backbone, '--features=map', '--split=train'];
    const open = await extract(...chosen);
    expect([open.exitCode, open.stderr]).toEqual([
      1,
      expect.stringMatching(/--mean, --std and --order.*\[FEATURES_UNDESCRIBED\]/),
    ]);
    const fed = await extract(...chosen, '--mean=123.7,116.3,103.5', '--std=58.4,57.1,57.4');
    expect(fed.stdout).toContain('(12, 4, 4, 4)');
  });

  test('refuses a mean where the network has one, or that is not used', async () => {
    const twice = await extract('--mean=123.7,116.3,103.5');
    expect([twice.exitCode, twice.stderr]).toEqual([
      1,
      expect.stringContaining('[FORMAT_NORMALIZATION]'),
    ]);
    const unused = await extract('--mean=123.7,116.3,103.5', '--preprocess=raw');
    expect([unused.exitCode, unused.stderr]).toEqual([
      2,
      expect.stringContaining('--mean is not used by --preprocess raw'),
    ]);
  });

  test('extracts the splits that --split names', async () => {
    await extract('--split', 'test', 'validation');
    const there = (split: string): boolean =>
      existsSync(inFolder('data', 'features', `Tiny_${split}.npy`));
    expect(['train', 'validation', 'test'].map(there)).toEqual([false, true, true]);
  });

  test('writes the same bytes for every number of threads', async () => {
    const path = inFolder('data', 'features', 'Tiny_train.npy');
    await extract('--threads=1');
    const one = readFileSync(path);
    rmSync(inFolder('data', 'features'), { recursive: true });
    await extract('--threads=2');
    expect(readFileSync(path).equals(one)).toBe(true);
  });

  test('ends in order on Ctrl-C, and the next run completes the work', async () => {
    const path = inFolder('data', 'features', 'Tiny_validation.npy');
    const stopped = await run('extract', [], { interruptAt: 'extracting features' });
    expect(stopped).toMatchObject({ exitCode: 130, stdout: '' });
    expect(existsSync(path)).toBe(false);
    expect((await extract()).exitCode).toBe(0);
    expect(existsSync(path)).toBe(true);
  });

  test('names every bad picture at its end, or leaves them out', async () => {
    const folder = inFolder('data', 'Tiny', 'train');
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    const bad = files.filter((file) => file.endsWith('.bmp')).sort().slice(0, 2); // prettier-ignore
    for (const file of bad) writeFileSync(join(folder, file), 'no picture');
    const failed = await extract('--split=train');
    expect(failed.exitCode).toBe(1);
    for (const file of bad) expect(failed.stderr).toContain(file);
    expect(failed.stderr).toContain('2 of 12 pictures');
    expect(failed.stderr).toContain('--on-bad skip [FEATURES_PICTURES]');
    const { exitCode, stdout } = await extract('--split=train', '--on-bad=skip');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/Tiny_train\.npy: \(10, 4, 4, 5\), 2 left out\n$/);
  });

  test('refuses a device that the engine lacks', async () => {
    const { exitCode, stderr } = await extract('--engine=onnxruntime-web', '--device=webgpu');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('[ENGINE_DEVICE]');
  });

  test.each([
    [['--device=gpu'], '"cpu"|"cuda"|"coreml"|"dml"|"webgpu"'],
    [['--split=half'], '"train"|"validation"|"test"'],
    [['--resample=best'], '"nearest"|"box"|"bilinear"|"bicubic"|"lanczos"'],
    [['--shard=1/1000000'], '--shard: the 12 pictures in '],
    [['--on-bad=ask'], '"fail"|"skip"'],
    [['--exif=maybe'], '"apply"|"ignore"'],
    [['--epoch=3'], 'unknown argument: epoch'],
  ])('wrong usage: %j', async (flags, words) => {
    const { exitCode, stderr } = await extract(...flags);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(words);
  });
});
