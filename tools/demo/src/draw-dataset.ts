import { availableParallelism } from 'node:os';
import type { Worker } from 'node:worker_threads';
import { silentProgress, type ProgressReporter } from '@gender/core';
import { startWorker } from '@gender/core/node';
import type { DrawJob } from './draw-thread.js';
import { planDataset, type PlannedPicture } from './plan.js';

/** What to draw and where. */
export interface DrawDatasetOptions {
  /** The folder that gets `combined/aligned` and `combined/valid`. */
  out: string;
  /** The same seed draws the same bytes on every machine, whatever the number of threads. */
  seed: number;
  /** How many people, half of them of each class; 240 by default. */
  people?: number;
  /** How many pictures of each; 5 by default. */
  picturesPerPerson?: number;
  /** How far apart the two classes lie; `DEFAULT_CONTRAST` by default, smaller is harder. */
  contrast?: number;
  /** How many threads draw; one for each core by default. */
  threads?: number;
  progress?: ProgressReporter;
}

/** Chosen on seeds 100 to 108, so that the trained head is right about 94 times in 100. */
export const DEFAULT_CONTRAST = 2.2;

/**
 * Draws a data set of synthetic faces in the layout of the real download (see `planDataset`).
 *
 * @returns the pictures that were written, people in order
 */
export async function drawDataset(options: DrawDatasetOptions): Promise<PlannedPicture[]> {
  const { out, seed, people = 240, picturesPerPerson = 5, progress = silentProgress } = options;
  const { threads = availableParallelism(), contrast = DEFAULT_CONTRAST } = options;
  const settings = { seed, contrast };
  const planned = planDataset({ seed, people, picturesPerPerson });
  const task = progress.start({ label: 'drawing faces', total: planned.length, unit: 'pictures' });
  const workers = Array.from({ length: threads }, (_, thread) => {
    const pictures = planned.filter((_picture, index) => index % threads === thread);
    return startDrawing({ out, settings, pictures }, () => task.advance(1));
  });
  try {
    await Promise.all(workers.map(ended));
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
    task.stop();
  }
  return planned;
}

function startDrawing(job: DrawJob, onPicture: () => void): Worker {
  const thread = new URL('./draw-thread.js', import.meta.url);
  return startWorker(thread, { workerData: job }).on('message', onPicture);
}

function ended(worker: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.once('error', reject);
    worker.once('exit', () => resolve());
  });
}
