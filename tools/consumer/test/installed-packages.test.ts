import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { wholeNetwork, writeTransferModel, type Prediction } from '@gender/classifier';
import { toOnnx } from '@gender/onnx';
import { chromiumPath, ChromiumPage } from '@gender/testing/chromium';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import {
  bundlePage,
  installation,
  siteOf,
  type Output,
  type OutsideProject,
} from '../src/index.js';
import { predict } from './outside/predict.js';
import { train } from './outside/train.js';
import { compileUnchecked, installPackedPackages, typecheck } from './packed-packages.js';
import { tinyModel } from './tiny-model.js';

const lossless = fixture('colours.png');
const jpeg = fixture('colours.jpg');
const pictures = [lossless, jpeg];

/** Of a probability, for the same arithmetic on the same pixels. */
const SAME = 1e-6;
/** Of a probability, for ONNX Runtime as WebAssembly, which sums in another order. */
const OTHER_SUMS = 1e-4;
/** Of a probability of the tiny model, for a JPEG decoded by jimp, some levels off: 0.0034 was seen. */
const OTHER_DECODER = 0.02;

let project: OutsideProject;
let folder: string;
let model: string;
/** What the sources predict. */
let expected: Prediction[];
/** Checks the types while programs run; they wait for it that take a package away. */
let typesChecked: Promise<void>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gender-model-'));
  model = join(folder, 'tiny_Transfer_Model.h5');
  await writeTransferModel(model, tinyModel());
  expected = await predict(model, pictures);
  project = await installPackedPackages(folder);
  typesChecked = typecheck(project);
  typesChecked.catch(() => undefined); // a test awaits it
  await compileUnchecked(project);
});

afterAll(async () => {
  await project[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

describe('the packed packages, installed into an outside project', () => {
  it('predict in plain Node what the sources predict', async () => {
    const { stdout, stderr } = await runMain('predict', model, ...pictures);
    expectPredictions(stdout, { png: SAME, jpg: SAME });
    expect(stderr).toBe('');
  });

  it('train on the WebAssembly kernels in two threads, to the very numbers of the sources', async () => {
    const { stdout } = await runMain('train');
    expect(JSON.parse(stdout)).toEqual(await train());
  });

  it('type-check under nodenext and strict with the default lib, declarations included', async () => {
    await expect(typesChecked).resolves.toBeUndefined();
  });

  it('predict without sharp', async () => {
    const { stdout } = await project.without('sharp', () => runMain('predict', model, ...pictures));
    expectPredictions(stdout, { png: SAME, jpg: OTHER_DECODER });
  });

  it('predict without onnxruntime-node, and say what is used instead', async () => {
    const { stdout, stderr } = await project.without('onnxruntime-node', () =>
      runMain('predict', model, ...pictures),
    );
    expectPredictions(stdout, { png: OTHER_SUMS, jpg: OTHER_SUMS });
    expect(stderr).toMatch(/^using onnxruntime-web, which is slower: .*onnxruntime-node.*\n$/);
  });
});

describe('an installation', () => {
  it('of the classifier takes less than half a gigabyte', async () => {
    const { bytes } = await installation(project.folder, '@gender/classifier');
    expect(bytes / 1e6).toBeGreaterThan(100);
    expect(bytes / 1e6).toBeLessThan(500);
  });

  it('without any engine says which package to install', async () => {
    const predicting = project.without('onnxruntime-node', () =>
      project.without('onnxruntime-web', () => runMain('predict', model, ...pictures)),
    );
    await expect(predicting).rejects.toThrow(
      /no engine works here: .*ONNXRUNTIME_NODE_INSTALL=skip npm install onnxruntime-node.*npm install onnxruntime-web/,
    );
  });
});

describe('a bundle for Node', () => {
  // Packages of CommonJS call `require`, which a module has to make for itself, by a name of its own.
  const banner =
    "import{createRequire as requireOf}from'node:module';const require=requireOf(import.meta.url);";
  const options = {
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'silent',
    banner: { js: banner },
  } as const;
  const bundle = async (external: string[]): Promise<string> => {
    const outfile = join(project.folder, `bundle-${external.length}.mjs`);
    const entryPoints = [join(project.folder, 'dist/main.js')];
    await build({ ...options, entryPoints, outfile, external });
    return outfile;
  };

  it('works with the packages external', async () => {
    const file = await bundle(['@gender/*']);
    const { stdout } = await project.run(process.execPath, file, 'predict', model, ...pictures);
    expectPredictions(stdout, { png: SAME, jpg: SAME });
  });

  it('made by webpack works with the packages external as well', async () => {
    await project.run(process.execPath, 'src/webpack.mjs');
    const { stdout } = await project.run(process.execPath, 'webpack.mjs', 'predict', model, ...pictures); // prettier-ignore
    expectPredictions(stdout, { png: SAME, jpg: SAME });
  });

  it('that left the threads behind says so', async () => {
    const file = await bundle(['onnxruntime-*', 'sharp', 'jimp', 'h5wasm', 'h5wasm/node']);
    const training = project.run(process.execPath, file, 'train');
    await expect(training).rejects.toThrow(
      /the worker file .*thread-main\.mjs is missing; when bundling, keep the packages @gender\/\* external/,
    );
  });
});

describe('a page made by Vite', () => {
  let page: string;
  let scripts: readonly string[];

  beforeAll(async () => {
    page = join(project.folder, 'src/page');
    await mkdir(join(page, 'public'));
    for (const picture of pictures) await cp(picture, join(page, 'public', basename(picture)));
    await writeFile(join(page, 'public/tiny.onnx'), toOnnx(wholeNetwork(tinyModel())));
    scripts = await bundlePage(page);
  });

  it('has nothing of Node in it', () => {
    expect(scripts.length).toBeGreaterThan(0);
    for (const script of scripts) expect(script).not.toMatch(/from\s*["']node:/);
    const own = scripts.join('').length;
    expect(own).toBeLessThan(400_000);
  });

  it.skipIf(chromiumPath === undefined).each([
    ['in one thread', false],
    ['in threads, where it is isolated', true],
  ])('predicts in Chromium what the sources predict in Node, %s', async (_, isolated) => {
    await using opened = await ChromiumPage.open(siteOf(page, isolated));
    await opened.page.waitForFunction('"classify" in globalThis');
    const model = await readFile(join(page, 'public/tiny.onnx'));
    const sha256 = createHash('sha256').update(model).digest('hex');
    const names = pictures.map((picture) => `/${basename(picture)}`);
    const call = `classify('/tiny.onnx', '${sha256}', ${JSON.stringify(names)})`;
    // Twice: the second time, the model comes from the cache.
    for (const found of [await opened.page.evaluate(call), await opened.page.evaluate(call)]) {
      const results = z.array(z.array(classifiedSchema).length(4)).parse(found);
      for (const [index, kinds] of results.entries()) {
        for (const { label, probabilities } of kinds) {
          expect(label).toBe(expected[index]!.label);
          const difference = probabilities.Male! - expected[index]!.probabilities.Male!;
          expect(Math.abs(difference)).toBeLessThan(OTHER_SUMS);
        }
      }
    }
    expect(opened.faults).toEqual([]);
  });
});

describe('the commands of the packed apps', () => {
  it('say what they can do, called by npx or by their path', async () => {
    const programs = ['gender-convert', 'gender-prepare', 'gender-train', 'gender-evaluate'];
    const helps = programs.map(async (program) => {
      const { stdout } = await project.run(`node_modules/.bin/${program}`, '--help');
      expect(stdout).toContain(`${program} <command>`);
    });
    await Promise.all(helps);
  });

  it('gender-evaluate scores a results file', async () => {
    const csv = join(folder, 'results.csv');
    await writeFile(csv, results);
    const { stdout } = await npx('gender-evaluate', 'score', '--csv', csv, '--json');
    const { images, accuracy, crossEntropy } = scoreSchema.parse(JSON.parse(stdout));
    expect({ images, accuracy }).toEqual({ images: 4, accuracy: 0.75 });
    expect(crossEntropy).toBeCloseTo(-Math.log(0.8 * 0.5 * 0.5 * 0.25) / 4, 12);
  });
});

const classifiedSchema = z.object({
  label: z.string(),
  probabilities: z.record(z.string(), z.number()),
});

const predictionSchema = classifiedSchema.extend({ file: z.string() });

const scoreSchema = z.object({
  images: z.number(),
  accuracy: z.number(),
  crossEntropy: z.number(),
});

const results = [
  'File_name,GT,Pred,Female_prob,Male_prob',
  'Female/1_Age20.jpg,0,0,0.800000,0.200000',
  'Female/2_Age30.jpg,0,0,0.500000,0.500000',
  'Male/1_Age40.jpg,1,1,0.500000,0.500000',
  'Male/2_Age50.jpg,1,0,0.750000,0.250000',
  '',
].join('\r\n');

function runMain(...words: string[]): Promise<Output> {
  return project.run(process.execPath, 'dist/main.js', ...words);
}

function npx(command: string, ...words: string[]): Promise<Output> {
  return project.run('npx', '--no-install', command, ...words);
}

function fixture(name: string): string {
  return fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));
}

/** Compares with what the sources predict, within an absolute difference for each kind of file. */
function expectPredictions(stdout: string, tolerance: { png: number; jpg: number }): void {
  const predictions = z.array(predictionSchema).parse(JSON.parse(stdout));
  expect(predictions.map(({ file }) => file)).toEqual(pictures);
  for (const [index, { label, probabilities }] of predictions.entries()) {
    const allowed = index === 0 ? tolerance.png : tolerance.jpg;
    expect(label).toBe(expected[index]!.label);
    for (const [name, probability] of Object.entries(expected[index]!.probabilities)) {
      expect(Math.abs(probabilities[name]! - probability)).toBeLessThanOrEqual(allowed);
    }
  }
}
