import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { drawPictureFile, type DrawSettings } from './draw-picture.js';
import type { PlannedPicture } from './plan.js';

/** What a drawing thread is started with. */
export interface DrawJob {
  out: string;
  settings: DrawSettings;
  pictures: readonly PlannedPicture[];
}

const { out, settings, pictures } = workerData as DrawJob;
for (const planned of pictures) {
  const path = join(out, planned.file);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, drawPictureFile(settings, planned));
  parentPort?.postMessage(planned.file);
}
