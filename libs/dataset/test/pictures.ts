import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { createRandom, type Logger } from '@gender/core';
import type { Picture } from '@gender/image';
import { onTestFinished } from 'vitest';

/** A folder that is removed when the test ends. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'dataset-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes text or bytes into a file, its folders made. */
export async function put(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
}

/** Writes a PNG of 2×2 pixels under each name; those of no two names are the same. */
export async function putPictures(folder: string, names: readonly string[]): Promise<void> {
  for (const name of names) {
    const noise = createHash('sha256').update(name).digest();
    const rows = [0, 6].map((start) => Buffer.from([0, ...noise.subarray(start, start + 6)]));
    await put(join(folder, name), encodePng(2, 2, Buffer.concat(rows)));
  }
}

/** A PNG of 8-bit RGB from rows that each begin with their filter, 0. */
function encodePng(width: number, height: number, rows: Uint8Array): Buffer {
  const header = Buffer.from([0, 0, 0, width, 0, 0, 0, height, 8, 2, 0, 0, 0]);
  const chunks = [
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.of()),
  ];
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), ...chunks]);
}

function chunk(type: string, data: Buffer): Buffer {
  const content = Buffer.concat([Buffer.from(type), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(content));
  return Buffer.concat([length, content, check]);
}

/** A smooth picture of 96×96 that is like no other: a sum of waves drawn at random. */
export function wavesPicture(seed: number): Picture {
  const picture = drawn.get(seed) ?? drawWaves(seed, 96);
  drawn.set(seed, picture);
  return picture;
}
const drawn = new Map<number, Picture>();

function drawWaves(seed: number, size: number): Picture {
  const random = createRandom(seed);
  const waves = Array.from({ length: 12 }, () =>
    Array.from({ length: 6 }, () => random.next() * 2 - 1),
  );
  const data = new Uint8Array(size * size * 3);
  for (let pixel = 0; pixel < size * size; pixel += 1) {
    const [x, y] = [pixel % size, Math.floor(pixel / size)];
    const sums = [0, 0, 0];
    for (const [across = 0, down = 0, phase = 0, ...colours] of waves) {
      const height = Math.cos((Math.PI * 9 * (across * x + down * y)) / size + 9 * phase);
      for (const [channel, colour] of colours.entries()) {
        sums[channel] = sums[channel]! + height * (0.7 + 0.3 * colour);
      }
    }
    const levels = sums.map((sum) => Math.min(255, Math.max(0, 120 + sum * 18)));
    data.set(levels, pixel * 3);
  }
  return { width: size, height: size, data };
}

/** Pixels of a picture moved, in place of those at column x and row y. */
export function redraw(
  picture: Picture,
  size: number,
  from: (x: number, y: number) => readonly [x: number, y: number],
): Picture {
  const data = new Uint8Array(size * size * 3);
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      const [column, row] = from(x, y);
      const place = (row * picture.width + column) * 3;
      data.set(picture.data.subarray(place, place + 3), (y * size + x) * 3);
    }
  }
  return { width: size, height: size, data };
}

/** The file of a picture, as a binary PPM. */
export function encodePpm({ width, height, data }: Picture): Buffer {
  return Buffer.concat([Buffer.from(`P6\n${width} ${height}\n255\n`), data]);
}

/** A logger that keeps its warnings. */
export function recordingLogger(): Logger & { warnings: string[] } {
  const warnings: string[] = [];
  return {
    warnings,
    debug: () => undefined,
    info: () => undefined,
    warn: (message) => warnings.push(message),
  };
}

/** Names such as `Female/0.png`, `count` for each label. */
export function classNames(count: number, labels = ['Female', 'Male']): string[] {
  return labels.flatMap((label) => Array.from({ length: count }, (_, n) => `${label}/${n}.png`));
}
