import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runInMemory, type FinishedRun } from '@gender/cli/testing';
import type { ClassifiedFiles } from '@gender/evaluation';
import { FaceApiError } from '@gender/face-api';
import { FaceFinder } from '@gender/faces';
import { writeKerasModel } from '@gender/keras';
import { dense, networkOf, type Layer } from '@gender/network';
import { tensor } from '@gender/tensor';
import { solidPicture, temporaryFolder, tinyBackbone } from '@gender/testing';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { app } from '../src/index.js';
import { writeModel } from './models.js';

const inFolder = temporaryFolder();

beforeEach(async () => {
  await writeModel(inFolder, 'Tiny');
  mkdirSync(inFolder('holiday', 'beach'), { recursive: true });
  writeFileSync(inFolder('me.bmp'), solidPicture(12, 10, [200, 50, 0]));
  writeFileSync(inFolder('holiday', 'b.bmp'), solidPicture(8, 8, [100, 50, 200]));
  writeFileSync(inFolder('holiday', 'beach', 'a'), solidPicture(8, 8, [10, 250, 20]));
  writeFileSync(inFolder('holiday', 'notes.txt'), 'sunny');
  writeFileSync(wall(), solidPicture(200, 150, [180, 170, 160]));
});

/** Four drawn faces, and a wall. */
const drawn = fileURLToPath(
  new URL('../../../libs/faces/test/fixtures/drawn-faces.png', import.meta.url),
);
const wall = (): string => inFolder('wall.bmp');

function predict(...words: string[]): Promise<FinishedRun> {
  return runInMemory(app, ['predict', ...words]);
}

const model = (): string[] => ['--model', inFolder('models', 'Tiny_Transfer_Model.h5')];

describe('predict with pictures', () => {
  test('classifies them, and all in folders, as a table', async () => {
    const words = [inFolder('me.bmp'), inFolder('holiday'), ...model()];
    const { exitCode, stdout, stderr } = await predict(...words);
    expect(exitCode).toBe(0);
    expect(stderr).toContain('left out 1 file: 1 .txt');
    expect(stdout).toMatch(/│ picture +│ class +│ Female +│ Male +│/);
    const rows = stdout.split('\n').filter((line) => line.includes(inFolder()));
    expect(rows.map((row) => row.replace(/ │.*/, '').trim())).toHaveLength(3);
    expect(rows[0]).toMatch(/me\.bmp +│ (Female|Male) +│ [01]\.\d{6} │ [01]\.\d{6} │/);
    expect(rows[2]).toContain(inFolder('holiday', 'beach', 'a'));
  });

  test('or as CSV, or as JSON', async () => {
    const csv = await predict(inFolder('me.bmp'), ...model(), '--csv', '--faces=none', '--quiet');
    expect(csv.stdout).toMatch(
      /^File_name,Pred,Female_prob,Male_prob\n.*me\.bmp,(Female|Male),[01]\.\d{6},[01]\.\d{6}\n$/,
    );
    const json = await predict(inFolder('me.bmp'), ...model(), '--json', '--quiet');
    const { pictures, skipped } = JSON.parse(json.stdout) as ClassifiedFiles;
    expect(skipped).toEqual([]);
    const [first] = pictures;
    expect(first?.file).toBe(inFolder('me.bmp'));
    if (first === undefined || first.label === null)
      throw new Error('a small picture is taken whole');
    const sum = Object.values(first.probabilities).reduce((all, each) => all + each, 0);
    expect(sum).toBeCloseTo(1, 6);
  });

  test('ends at one that cannot be read, or leaves it out and names it', async () => {
    writeFileSync(inFolder('holiday', 'c.jpg'), 'no picture');
    const failed = await predict(inFolder('holiday'), inFolder('no.jpg'), ...model());
    expect(failed.exitCode).toBe(1);
    expect(failed.stderr).toMatch(/error: .*c\.jpg .*--on-bad skip \[IMAGE_FORMAT\]/);
    const words = [inFolder('holiday'), inFolder('no.jpg'), ...model(), '--on-bad=skip'];
    const { exitCode, stdout } = await predict(...words, '--json');
    expect(exitCode).toBe(0);
    const { pictures, skipped } = JSON.parse(stdout) as ClassifiedFiles;
    expect(pictures).toHaveLength(2);
    expect(skipped.map(({ file, code }) => [file, code])).toEqual([
      [inFolder('holiday', 'c.jpg'), 'IMAGE_FORMAT'],
      [inFolder('no.jpg'), 'FILE_NOT_FOUND'],
    ]);
    expect((await predict(...words)).stdout).toMatch(/left out: 2\n$/);
  });

  test('asks what a foreign model means, and takes the answer', async () => {
    const { layers, input, output } = tinyBackbone();
    const kernel = Float32Array.from({ length: 160 }, (_, at) => (at % 7) / 50);
    const head: Layer[] = [
      { type: 'flatten', name: 'flat', inputs: [output] },
      dense('scores', 'flat', { kernel: tensor('float32', [80, 2], kernel) }),
    ];
    const network = { ...networkOf('pets', [8, 8, 3], ...layers, ...head), input };
    await writeKerasModel(inFolder('pets.h5'), network);
    const words = [inFolder('me.bmp'), '--model', inFolder('pets.h5')];
    const asked = await predict(...words);
    expect(asked.exitCode).toBe(1);
    expect(asked.stderr).toMatch(/--classes, --preprocess and --logits \[CLASSIFIER_UNDESCRIBED\]/);
    const flags = ['--classes=cat,dog', '--preprocess=rescale', '--logits'];
    const { exitCode, stdout } = await predict(...words, ...flags);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/│ class +│ cat +│ dog +│/);
  });

  test('says which file is missing, and refuses an empty folder', async () => {
    mkdirSync(inFolder('empty'));
    expect((await predict(inFolder('me.bmp'), '--model=no.h5')).stderr).toContain('no no.h5');
    expect((await predict(inFolder('empty'), ...model())).stderr).toContain('[DATASET_EMPTY]');
  });
});

describe('predict with photos', () => {
  test('prints every face with its place, and never a class where there is none', async () => {
    const { exitCode, stdout, stderr } = await predict(drawn, wall(), ...model());
    expect(exitCode).toBe(0);
    expect(stderr).toContain('no face is found in 1 picture');
    expect(stdout).toMatch(/│ picture +│ face +│ class +│ Female +│ Male +│/);
    expect(stdout.match(/drawn-faces\.png +│ \d+×\d+ at \d+, \d+ +│ (Female|Male)/g)).toHaveLength(
      4,
    );
    expect(stdout).toMatch(/wall\.bmp +│ no face +│ +│ +│ +│/);
  });

  test('as CSV, and as JSON', async () => {
    const { stdout } = await predict(drawn, wall(), ...model(), '--csv', '--quiet');
    const [header, ...rows] = stdout.trimEnd().split('\n');
    expect(header).toBe('File_name,Pred,Female_prob,Male_prob,Left,Top,Width,Height');
    expect(rows).toHaveLength(5);
    for (const row of rows.slice(0, 4)) {
      expect(row).toMatch(
        /png,(Female|Male),[01]\.\d{6},[01]\.\d{6},-?\d+\.\d,-?\d+\.\d,\d+\.\d,\d+\.\d$/,
      );
    }
    expect(rows[4]).toBe(`${wall()},no face,,,,,,`);
    const json = await predict(drawn, wall(), ...model(), '--json', '--quiet');
    const { pictures } = JSON.parse(json.stdout) as ClassifiedFiles;
    expect(pictures).toHaveLength(5);
    expect(pictures[0]).toMatchObject({
      file: drawn,
      box: {},
      label: expect.any(String) as string,
    });
    expect(pictures[4]).toEqual({ file: wall(), label: null, reason: 'no face' });
  });

  test('takes them whole with --faces none, and, with a warning, where nothing finds faces', async () => {
    const words = [wall(), ...model(), '--csv'];
    const whole = await predict(...words, '--faces=none');
    expect(whole.stdout).toMatch(/^File_name,Pred,Female_prob,Male_prob\n.*wall\.bmp,(Fem|M)ale,/);
    const missing = new FaceApiError('FACE_API_MISSING', 'it is not installed; npm install it');
    using _ = vi.spyOn(FaceFinder, 'open').mockRejectedValue(missing);
    const warned = await predict(...words);
    expect(warned).toMatchObject({ exitCode: 0, stdout: whole.stdout });
    expect(warned.stderr).toMatch(/pictures are taken for faces, cropped .*npm install it/);
    const asked = await predict(...words, '--faces=find');
    expect(asked.exitCode).toBe(1);
    expect(asked.stderr).toMatch(/npm install it.*--faces none \[FACE_API_MISSING\]/s);
  });
});
