import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { GenderClassifier } from '@gender/classifier';
import { trainHead, type TrainedHead, type TrainHeadOptions } from '@gender/classifier/browser';
import { createRandom } from '@gender/core';
import { readNetwork } from '@gender/formats';
import { toOnnx } from '@gender/onnx';
import { tensor } from '@gender/tensor';
import { solidPicture } from '@gender/testing';
import { chromiumPath, ChromiumPage } from '@gender/testing/chromium';
import type { Page } from 'playwright-core';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { writeDemoKerasModel, writeDemoModel } from '../src/node/demo-model.js';
import { writeFaceNetworks } from '../src/node/face-networks.js';

const root = fileURLToPath(new URL('../', import.meta.url));
const face = (number: number): string => join(root, `public/faces/${number}.jpg`);
const faces = [1, 2, 3, 4, 5, 6].map(face);
/** A photo of four drawn faces, side by side and one above the other. */
const drawn = join(root, '../../libs/faces/test/fixtures/drawn-faces.png');
const cut = {
  version: 1,
  detector: 'face-api',
  which: 'largest',
  template: 'dlib',
  size: 150,
} as const;

/** Of a probability, for ONNX Runtime as WebAssembly, which sums in another order. */
const OTHER_SUMS = 1e-4;
/** Milliseconds for what takes a second or two on an idle machine. */
const PATIENCE = 120_000;
/** Chromium shows a picture that moves in the place of a camera, and asks nobody. */
const FAKE_CAMERA = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'];

let folder: string;
let opened: ChromiumPage;
let page: Page;

describe.skipIf(chromiumPath === undefined)('the page in Chromium', () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'playground-'));
    await writeDemoModel(join(root, 'public/demo.onnx'));
    await writeFaceNetworks(pathToFileURL(join(root, 'public/')));
    const configFile = join(root, 'page.config.mjs');
    const site = { root, configFile, logLevel: 'silent', build: { outDir: join(folder, 'dist') } } as const; // prettier-ignore
    await build(site);
    opened = await ChromiumPage.open(site, FAKE_CAMERA);
    ({ page } = opened);
    page.setDefaultTimeout(PATIENCE);
    await page.setViewportSize({ width: 390, height: 844 });
    await modelIs('demo model');
  });

  afterAll(async () => {
    await opened[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  it('classifies pictures as Node does, and is not sure below the chosen confidence', async () => {
    await page.click('.samples');
    const found = await results(faces.length);
    const file = join(folder, 'demo.h5');
    await writeDemoKerasModel(file);
    expectClose(found, await predictedInNode(file));

    const least = Math.min(...found.map(({ probability }) => probability));
    await page.fill('#confidence', String(Math.ceil(100 * least)));
    expect(await page.locator('.card.unsure .verdict').allTextContents()).toContain('not sure');
    expect(await page.textContent('#classify .status')).toContain('not sure');
  });

  it('says which file is no picture, and goes on with the others', async () => {
    await page.click('.clear');
    await writeFile(join(folder, 'broken.png'), 'no picture');
    await page.setInputFiles('#classify input[multiple]', [join(folder, 'broken.png'), face(1)]);
    expect(await results(1)).toHaveLength(1);
    expect(await page.textContent('.card.bad .detail')).toMatch(/^broken.png of 10 bytes is no/);
  });

  it('classifies what the camera sees', async () => {
    await page.click('#classify .open-camera');
    await page.click('#classify .shoot:enabled');
    expect(await results(2)).toHaveLength(2);
    await page.click('#classify .close');
    expect(await page.isVisible('#classify .open-camera')).toBe(true);
    await page.click('.clear');
  });

  it('leaves no camera on that was closed while it was opened, or whose class was removed', async () => {
    await page.evaluate(`(${watchCameras.toString()})()`);
    await page.evaluate(`document.querySelector('#classify .open-camera').click();
      document.querySelector('#classify .close').click();`);
    await page.click('#tab-train');
    await page.click('.add-class');
    await page.click('.class:last-child .open-camera');
    await page.locator('.class .shoot:enabled').waitFor();
    const areOn = 'cameras.map(({ active }) => active)';
    expect(await page.evaluate(areOn)).toEqual([false, true]);
    await page.click('.class:last-child .remove');
    expect(await page.evaluate(areOn)).toEqual([false, false]);
    await page.click('#tab-classify');
  });

  it('keeps the model where a file is none', async () => {
    await page.setInputFiles('#model input', face(1));
    await page.locator('#model .fault', { hasText: '1.jpg cannot be used' }).waitFor();
    await writeFile(join(folder, 'Mine.h5'), '\x89HDF\r\n\x1a\n', 'latin1');
    await page.setInputFiles('#model input', join(folder, 'Mine.h5'));
    const advice = 'convert it by npx gender-convert convert Mine.h5 Mine.onnx';
    await page.locator('#model .fault', { hasText: advice }).waitFor();
    await modelIs('demo model');
  });

  it('finds every face of a photo as Node does, and has no label for a photo without one', async () => {
    const [keras, model] = [join(folder, 'faces.h5'), join(folder, 'faces.onnx')];
    await writeDemoKerasModel(keras, cut);
    await writeFile(model, toOnnx(await readNetwork(keras)));
    await page.setInputFiles('#model input', model);
    await modelIs('faces.onnx');
    const wall = join(folder, 'wall.bmp');
    await writeFile(wall, solidPicture(200, 150, [180, 180, 180]));
    await page.setInputFiles('#classify input[multiple]', [wall, drawn]);
    expectClose(await results(4), await predictedInNode(keras, [drawn]));
    expect(await page.textContent('.card.bad .detail')).toMatch(/^no face is found in wall.bmp,/);
    expect(await page.locator('.card .name').allTextContents()).toEqual([
      'wall.bmp',
      ...[1, 2, 3, 4].map((face) => `drawn-faces.png, face ${face} of 4`),
    ]);
    await page.click('.clear');
    await page.click('#model .demo');
    await modelIs('demo model');
  });

  it('trains on labelled pictures a model that pages and Node use alike', async () => {
    await page.click('#tab-train');
    expect(await page.isDisabled('.start')).toBe(true);
    const adding = page.locator('.class input[multiple]');
    await adding.nth(0).setInputFiles([1, 3, 5, 1].map(face));
    await adding.nth(1).setInputFiles([2, 4, 6, 2].map(face));
    await page.locator('.class-name').nth(0).fill('drawn by Ann');
    await page.click('#train summary');
    await page.fill('#epochs', '12');
    // Until it is trained nobody changes what it is trained on.
    const changes = `document.querySelector('.start').click();
      document.querySelector('.class .remove').click();
      document.querySelector('.class-name').matches(':disabled')`;
    expect(await page.evaluate(changes)).toBe(true);
    await page.locator('#train .status', { hasText: /^Trained: .* of 12/ }).waitFor();
    expect(await page.locator('.class-name:enabled').count()).toBe(2);
    expect(await page.getAttribute('svg.accuracy', 'aria-label')).toMatch(
      /^after 12 epochs: train/,
    );

    const saving = page.waitForEvent('download');
    await page.click('.save');
    const file = join(folder, 'trained.onnx');
    await (await saving).saveAs(file);
    await page.click('.use');
    await modelIs('trained.onnx: drawn by Ann, class 2');
    await page.setInputFiles('#classify input[multiple]', faces);
    expectClose(await results(faces.length), await predictedInNode(file));
  });

  it('trains the bytes that Node trains', async () => {
    const request = trainingRequest();
    const expected = await trainHead(request);
    const worker = z.string().parse(await page.evaluate(workerAddress));
    const found = await page.evaluate(`(${trainInWorker.toString()})(${JSON.stringify(worker)}, ${asScript(request)})`); // prettier-ignore
    expect(found).toBe(weightsOf(expected));
  });

  it('says what the file of a model says of itself', async () => {
    await page.click('#model .demo');
    await modelIs('demo model');
    await page.click('#tab-about');
    const facts = await page.textContent('#about dl');
    for (const fact of ['Female, Male', '96×96', 'temperature 0.646', 'nearest']) {
      expect(facts).toContain(fact);
    }
  });

  it('shows two reports side by side', async () => {
    await page.click('#tab-report');
    const files = [0.9, 0.95].map((accuracy) => ({
      ...{ name: 'report.json', mimeType: 'application/json' },
      buffer: Buffer.from(JSON.stringify(reportOf(accuracy))),
    }));
    await page.setInputFiles('#report input', files);
    await page.locator('#report .status', { hasText: 'model of 0.9 and model of 0.95' }).waitFor();
    expect(await page.textContent('#report table')).toContain('0.9500 (0.9000 to 0.9900)');
  });

  it('moves between its tabs by arrow keys, and has nothing that keeps people out', async () => {
    await page.focus('#tab-report');
    await page.addScriptTag({ content: await readFile(axeFile(), 'utf8') });
    for (const tab of ['about', 'classify', 'train', 'report']) {
      await page.keyboard.press('ArrowRight');
      expect(await page.getAttribute('[role=tab]:focus', 'aria-controls')).toBe(tab);
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        expect(await page.evaluate('axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + " " + nodes[0].html))')).toEqual([]); // prettier-ignore
      }
      const wider = 'document.documentElement.scrollWidth - innerWidth';
      expect(await page.evaluate(wider)).toBeLessThanOrEqual(0);
    }
  });

  it('works without its server once it was open, and has asked no other', async () => {
    await page.evaluate('navigator.serviceWorker.ready.then(() => undefined)');
    await page.context().setOffline(true);
    await page.reload();
    await modelIs('demo model');
    await page.click('#tab-classify');
    await page.click('.samples');
    expect(await results(faces.length)).toHaveLength(faces.length);
    expect(opened.faults).toEqual([]);
  });
});

async function modelIs(name: string): Promise<void> {
  await page.locator('#model .name', { hasText: name }).waitFor();
}

/** Runs in the page: `cameras` has from now on what every camera that was opened gives. */
function watchCameras(): void {
  const devices = navigator.mediaDevices;
  const open = devices.getUserMedia.bind(devices);
  const cameras: MediaStream[] = [];
  devices.getUserMedia = async (wanted) => {
    const stream = await open(wanted);
    cameras.push(stream);
    return stream;
  };
  Object.assign(globalThis, { cameras });
}

interface Result {
  readonly label: string;
  readonly probability: number;
}

/** What the cards say, once so many pictures are classified. */
async function results(count: number): Promise<Result[]> {
  await page.waitForFunction(`document.querySelectorAll('.card[data-probability]').length === ${count}`); // prettier-ignore
  const cards = await page.locator('.card[data-probability]').all();
  return Promise.all(
    cards.map(async (card) => ({
      label: (await card.locator('.verdict').textContent()) ?? '',
      probability: Number(await card.getAttribute('data-probability')),
    })),
  );
}

async function predictedInNode(model: string, pictures = faces): Promise<Result[]> {
  await using classifier = await GenderClassifier.load(model);
  const calibrated = classifier.temperature !== undefined;
  const found: Result[] = [];
  for await (const { label, probabilities } of classifier.predict(pictures, { calibrated })) {
    found.push({ label, probability: probabilities[label]! });
  }
  return found;
}

function expectClose(found: readonly Result[], expected: readonly Result[]): void {
  expect(found.length).toBe(expected.length);
  for (const [index, { label, probability }] of expected.entries()) {
    expect([label, 'not sure']).toContain(found[index]?.label);
    expect(Math.abs(found[index]!.probability - probability)).toBeLessThanOrEqual(OTHER_SUMS);
  }
}

/** What of a `report.json` the page shows. */
function reportOf(accuracy: number): object {
  const interval = { low: 0.9, high: 0.99 };
  const confusion = { classes: ['Female', 'Male'], matrix: [[50, 5], [5, 50]] }; // prettier-ignore
  const groups = [{ group: '0 to 9', images: 40, few: false, accuracy, interval }];
  const score = {
    ...{ images: 110, accuracy, crossEntropy: 0.2, intervals: { accuracy: interval } },
    ...{ confusion, groups: [{ by: 'age', groups }] },
  };
  return { title: `model of ${accuracy}`, score };
}

/** 48 rows to train on and 24 to validate with; the label decides the sign of one channel. */
function trainingRequest(): TrainHeadOptions {
  const random = createRandom(3);
  const part = (rows: number): TrainHeadOptions['train'] => {
    const labels = Uint32Array.from({ length: rows }, (_, row) => row % 2);
    const values = Float32Array.from({ length: rows * 12 }, (_, index) => {
      const sign = labels[Math.floor(index / 12)] === 0 ? 1 : -1;
      return random.normal() + (index % 4 === 0 ? sign : 0);
    });
    return { features: tensor('float32', [rows, 3, 4], values), labels };
  };
  return {
    ...{ classes: ['one', 'other'], seed: 7, epochs: 5, patience: 5, hiddenUnits: [16] },
    ...{ adam: { learningRate: 0.003 }, train: part(48), validation: part(24) },
  };
}

/** A request as an expression of a script in the page. */
function asScript(request: TrainHeadOptions): string {
  return JSON.stringify(
    request,
    (_, value: unknown) =>
    value instanceof Float32Array || value instanceof Uint32Array ? { type: value.constructor.name, values: [...value] } : value, // prettier-ignore
  ).replaceAll(/\{"type":"(\w+)","values":(\[[^\]]*\])\}/g, '$1.from($2)');
}

function weightsOf({ head }: TrainedHead): string {
  return JSON.stringify(
    head.layers.flatMap((layer) =>
      layer.type === 'dense' ? [[...layer.kernel.data], [...(layer.bias?.data ?? [])]] : [],
    ),
  );
}

/** Where the build put the worker, as the page's script names it. */
const workerAddress = `fetch(document.querySelector('script[type=module]').src)
  .then((answer) => answer.text())
  .then((text) => new URL('assets/' + /training-worker-[\\w-]+\\.js/.exec(text)[0], location.href).href)`;

/** Runs in the page: what `weightsOf` gives of what the worker trains. */
function trainInWorker(address: string, request: TrainHeadOptions): Promise<string> {
  const worker = new Worker(address, { type: 'module' });
  return new Promise((resolve, reject) => {
    worker.onmessage = ({
      data,
    }: MessageEvent<{ kind: string; trained: TrainedHead; message: string }>) => {
      // prettier-ignore
      if (data.kind === 'failed') reject(new Error(data.message));
      if (data.kind !== 'trained') return;
      const { layers } = data.trained.head;
      const weights = layers.flatMap((layer) =>
        layer.type === 'dense' ? [[...layer.kernel.data], [...(layer.bias?.data ?? [])]] : [],
      );
      resolve(JSON.stringify(weights));
    };
    worker.postMessage(request);
  });
}

function axeFile(): string {
  return fileURLToPath(import.meta.resolve('axe-core/axe.min.js'));
}
