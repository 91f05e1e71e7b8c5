import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { locatePackageFile } from './locate-package-file.js';
import { openFaceApi } from './open-face-api.js';

vi.mock('./locate-package-file.js', { spy: true });

const MANIFEST = 'tiny_face_detector_model-weights_manifest.json';
const WEIGHTS = 'tiny_face_detector_model.bin';
const model = dirname(locatePackageFile(MANIFEST));
const installed = (name: string): Buffer => readFileSync(join(model, name));

let folder = '';
const inFolder = (name: string): string => join(folder, name);

/** A package whose detector is as installed, before something befalls it. */
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gender-face-api-'));
  for (const name of [MANIFEST, WEIGHTS]) writeFileSync(inFolder(name), installed(name));
  vi.mocked(locatePackageFile).mockImplementation(inFolder);
});
afterEach(() => rmSync(folder, { recursive: true }));

const readDetector = async (): Promise<unknown> => (await openFaceApi('detector')).read();

describe('the detector of a package', () => {
  it('is read where its files are whole', async () => {
    const { files, read } = await openFaceApi('detector');
    expect(files).toEqual([inFolder(MANIFEST), inFolder(WEIGHTS)]);
    expect(await read()).toMatchObject({ name: 'face-api-detector' });
  });

  it.each([MANIFEST, WEIGHTS])('is refused without its file %s', async (name) => {
    rmSync(inFolder(name));
    await expect(readDetector()).rejects.toMatchObject({
      name: 'FileError',
      code: 'FILE_NOT_FOUND',
      message: expect.stringContaining(inFolder(name)) as string,
    });
  });

  it.each([
    ['short', -1],
    ['long', 1],
  ])('is refused with weights that are a byte too %s', async (_, more) => {
    const bytes = installed(WEIGHTS);
    const { length } = bytes;
    writeFileSync(inFolder(WEIGHTS), Buffer.concat([bytes, Buffer.alloc(1)], length + more));
    await expect(readDetector()).rejects.toMatchObject({
      name: 'TfjsError',
      code: 'TFJS_WEIGHTS',
      message: `${WEIGHTS} of ${inFolder(MANIFEST)} has ${length + more} bytes; its weights take ${length}: a file is cut short, or of another model`,
    });
  });

  it.each([
    ['that is cut', 'TFJS_FORMAT', (text: string) => text.slice(0, 1000)],
    ['of another kind', 'TFJS_WEIGHTS', () => '{"modelTopology":{}}'],
    [
      'that leads elsewhere',
      'TFJS_WEIGHTS',
      (text: string) => text.replace(WEIGHTS, `../${WEIGHTS}`),
    ],
  ])('is refused with a manifest %s', async (_, code, damage) => {
    writeFileSync(inFolder(MANIFEST), damage(installed(MANIFEST).toString()));
    await expect(readDetector()).rejects.toMatchObject({
      name: 'TfjsError',
      code,
      message: expect.stringContaining(inFolder(MANIFEST)) as string,
    });
  });

  it('is refused where another network lies in its place', async () => {
    const other = 'face_landmark_68_model';
    writeFileSync(inFolder(MANIFEST), installed(`${other}-weights_manifest.json`));
    writeFileSync(inFolder(`${other}.bin`), installed(`${other}.bin`));
    await expect(readDetector()).rejects.toMatchObject({
      name: 'FaceApiError',
      code: 'FACE_API_WEIGHTS',
      message: `the weight "conv0/filters" of ${inFolder(MANIFEST)} is missing; expected float32 of shape (3, 3, 3, 16): install version 1.7.15 of the package`,
    });
  });
});
