import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { locatePackageFile } from './locate-package-file.js';
import { recognitionNetwork } from './recognition-network.js';
import { WeightTaker } from './weight-taker.js';

const folder = mkdtempSync(join(tmpdir(), 'gender-face-api-'));
afterAll(() => rmSync(folder, { recursive: true }));
const inFolder = (path: string): string => join(folder, path);

/** Installs an empty package of that name in a project; returns a file of the project. */
function install(project: string): string {
  const folder = inFolder(`${project}/node_modules/@vladmandic/face-api`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{"name":"@vladmandic/face-api","version":"9.9.9"}');
  return inFolder(`${project}/package.json`);
}

describe('a file of the package', () => {
  it('is looked for where a project has installed it, in the first place that has it', () => {
    const [first, second] = [install('first'), install('second')];
    const model = (project: string): string =>
      inFolder(`${project}/node_modules/@vladmandic/face-api/model/a.bin`);
    expect(locatePackageFile('a.bin', [first, second])).toBe(model('first'));
    expect(locatePackageFile('a.bin', [second, first])).toBe(model('second'));
    expect(locatePackageFile('a.bin', [inFolder('none/package.json'), second])).toBe(
      model('second'),
    );
  });

  it('is found from a folder below the project as well', () => {
    install('deep');
    expect(locatePackageFile('a.bin', [inFolder('deep/src/app/main.js')])).toBe(
      inFolder('deep/node_modules/@vladmandic/face-api/model/a.bin'),
    );
  });
});

describe('a version with another network', () => {
  it('is refused by the first weight that is missing, with the version to install', () => {
    const taker = new WeightTaker('/models/manifest.json', new Map());
    expect(() => recognitionNetwork(taker)).toThrow(
      expect.objectContaining({
        name: 'FaceApiError',
        code: 'FACE_API_WEIGHTS',
        message:
          'the weight "conv32_down/conv/filters" of /models/manifest.json is missing; expected float32 of shape (7, 7, 3, 32): install version 1.7.15 of the package',
      }),
    );
  });
});
