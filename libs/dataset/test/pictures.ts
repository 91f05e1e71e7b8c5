import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Logger } from '@gender/core';
import { onTestFinished } from 'vitest';

const PNG_OF_ONE_PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';

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

/** Writes a picture of one pixel under each name; the bytes of no two are the same. */
export async function putPictures(folder: string, names: readonly string[]): Promise<void> {
  for (const name of names) {
    await put(
      join(folder, name),
      Buffer.concat([Buffer.from(PNG_OF_ONE_PIXEL, 'base64'), Buffer.from(name)]),
    );
  }
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
