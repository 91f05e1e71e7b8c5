import { availableParallelism } from 'node:os';
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
  /** How many threads draw; one for each core by default, two at most. */
  threads?: number;
  progress?: ProgressReporter;
}

/** Chosen on seeds 100 to 113, so that the trained head is right about 94 times in 100. */
export const DEFAULT_CONTRAST = 2.2;

/**
 * jimp's JPEG encoder makes 65 000 small arrays for each picture; with room for some pictures'
 * worth the collector hardly has to copy any (measured: a fifth less time).
 */
const YOUNG_GENERATION_MB = 128;

/**
 * Draws a data set of synthetic faces in the layout of the real download (see `planDataset`).
 *
 * @returns the pictures that were written, people in order
 */
export async function drawDataset(options: DrawDatasetOptions): Promise<PlannedPicture[]> {
  const { out, seed, people = 240, picturesPerPerson = 5, progress = silentProgress } = options;
  const { threads = Math.min(availableParallelism(), 2), contrast = DEFAULT_CONTRAST } = options;
  const settings = { seed, contrast };
  const planned = planDataset({ seed, people, picturesPerPerson });
  const task = progress.start({ label: 'drawing faces', total: planned.length, unit: 'pictures' });
  const share = (thread: number): PlannedPicture[] =>
    planned.filter((_, index) => index % threads === thread);
  try {
    await Promise.all(
      Array.from({ length: threads }, (_, thread) =>
        drawInThread({ out, settings, pictures: share(thread) }, () => task.advance(1)),
      ),
    );
  } finally {
    task.stop();
  }
  return planned;
}

function drawInThread(job: DrawJob, onPicture: () => void): Promise<void> {
  const worker = startWorker(new URL('./draw-thread.js', import.meta.url), {
    workerData: job,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
  });
  worker.on('message', onPicture);
  return new Promise((resolve, reject) => {
    worker.once('error', reject);
    worker.once('exit', () => resolve());
  });
}
