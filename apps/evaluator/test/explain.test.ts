import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runInMemory } from '@gender/cli/testing';
import { decodePicture } from '@gender/image';
import { listSplit } from '@gender/dataset';
import { solidPicture, temporaryFolder } from '@gender/testing';
import { beforeEach, describe, expect, test } from 'vitest';
import { app } from '../src/index.js';
import { prepare } from './models.js';

const inFolder = temporaryFolder();
/** Four drawn faces. */
const drawn = fileURLToPath(
  new URL('../../../libs/faces/test/fixtures/drawn-faces.png', import.meta.url),
);
let argv: string[];
let pictures: string[];

beforeEach(async () => {
  await prepare(inFolder);
  const { images } = await listSplit(inFolder('data', 'Tiny', 'test'));
  pictures = images.slice(0, 2).map(({ path }) => path);
  argv = ['explain', inFolder('models', 'Tiny_Transfer_Model.h5'), '--output', inFolder('out')];
});

interface Explained {
  images: {
    label: string;
    gradCam: { file: string; rows: number; values: number[] };
    occlusion: { file: string; rows: number; values: number[] };
  }[];
}

describe('explain', () => {
  test('writes overlays of both kinds, and says what they mean', async () => {
    const { exitCode, stdout } = await runInMemory(app, [...argv, ...pictures]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/Grad-CAM: orange is where .* it does not say/);
    expect(stdout).toMatch(/Occlusion: orange is where/);
    expect(stdout).toContain('maps of two pictures do not compare');
    const name = basename(pictures[0]!, extname(pictures[0]!));
    const path = inFolder('out', `${name}.grad-cam.png`);
    expect(await decodePicture(path)).toMatchObject({ width: 320, height: 320 });
    expect(existsSync(path.replace('grad-cam', 'occlusion'))).toBe(true);
  });

  test('gives maps as numbers, of the class that is asked for, the same each time', async () => {
    const flags = [...pictures.slice(0, 1), '--label=Male', '--patches=3', '--json', '--quiet'];
    const { stdout } = await runInMemory(app, [...argv, ...flags]);
    const { images } = JSON.parse(stdout) as Explained;
    const [{ label, gradCam, occlusion }] = images as [Explained['images'][number]];
    expect(label).toBe('Male');
    // The feature map of the tiny backbone is (4, 4, 5).
    expect([gradCam.rows, gradCam.values.length]).toEqual([4, 16]);
    expect([occlusion.rows, occlusion.values.length]).toEqual([3, 9]);
    const bytes = readFileSync(gradCam.file);
    await runInMemory(app, [...argv, ...flags]);
    expect(readFileSync(gradCam.file).equals(bytes)).toBe(true);
  });

  test('of two pictures of one name neither is lost; another class is an error', async () => {
    const flags = [pictures[0]!, pictures[0]!, '--patches=2', '--json', '--quiet'];
    const { images } = JSON.parse(
      (await runInMemory(app, [...argv, ...flags])).stdout,
    ) as Explained;
    expect(new Set(images.map(({ gradCam }) => gradCam.file)).size).toBe(images.length);
    const refused = await runInMemory(app, [...argv, pictures[0]!, '--label=Cat']);
    expect([refused.exitCode, refused.stderr]).toEqual([
      1,
      expect.stringContaining(
        'there is no class Cat, the classes are Female, Male [EXPLAIN_MODEL]',
      ),
    ]);
  });

  test('of a photo each face is explained, beside the photo in which it is framed', async () => {
    const wall = inFolder('wall.bmp');
    writeFileSync(wall, solidPicture(200, 150, [180, 170, 160]));
    const flags = [drawn, wall, '--patches=2'];
    const { stdout } = await runInMemory(app, [...argv, ...flags]);
    expect(stdout.match(/drawn-faces\.png +│ \d+×\d+ at \d+, \d+ +│ (Female|Male)/g)).toHaveLength(
      4,
    );
    expect(stdout).toMatch(/wall\.bmp +│ no face +│/);
    const written = readdirSync(inFolder('out')).filter((name) => name.endsWith('.occlusion.png'));
    expect(written).toHaveLength(4);
    for (const name of written) {
      const { width, height } = await decodePicture(inFolder('out', name));
      expect(height).toBe(320);
      expect(width).toBeGreaterThan(320 + 8);
    }
  });
});
