import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { serveFile, solidPicture, tarGz, type FileServer } from '@gender/testing';
import { runWhole, type CommandLine } from './run-program.js';

const network = fileURLToPath(
  new URL('../../e2e/test/fixtures/oxford_net_v7.mat', import.meta.url),
);

/** Writes what every stage begins with, 24 drawn faces and a miniature network, and runs what comes before it. */
export async function writeStart(folder: string, before: readonly CommandLine[]): Promise<void> {
  drawFaces(join(folder, 'faces'));
  cpSync(network, join(folder, 'tiny.mat'));
  for (const line of before) await runWhole(folder, line);
}

/** Serves an archive as the one of the published weights, with the miniature network in it. */
export function serveWeights(): Promise<FileServer> {
  return serveFile(tarGz({ 'vgg_face_matconvnet/data/vgg_face.mat': readFileSync(network) }));
}

/** Twelve pictures of each class, of one colour each. */
function drawFaces(folder: string): void {
  for (let number = 0; number < 12; number += 1) {
    const shade = 90 + 5 * number;
    for (const [name, colour] of [
      ['Female', [shade, 10 * number, 60]],
      ['Male', [60, 10 * number, shade]],
    ] as const) {
      mkdirSync(join(folder, name), { recursive: true });
      writeFileSync(join(folder, name, `${number}.bmp`), solidPicture(20, 22, colour));
    }
  }
}
