import { existsSync } from 'node:fs';
import { writeManifest } from '@gender/core/node';
import { batchSizeFor } from '../input/batch-size.js';
import type { SkippedPicture } from '../store/feature-record.js';
import type { ExtractFeaturesOptions } from './extract-options.js';

/** Whether a store has its manifest, which is written last. */
export function hasManifest(output: string): boolean {
  return existsSync(`${output}.manifest.json`);
}

/**
 * Writes `<store>.manifest.json`: options, software, time.
 *
 * @param run.started - when extraction began, by `performance.now()`
 * @param run.computed - how many rows were computed; the others were reused
 * @param run.skipped - pictures that were left out
 * @throws FileError when it cannot be written, or an input not read.
 */
export async function writeExtractionManifest(
  options: ExtractFeaturesOptions,
  run: { started: number; computed: number; skipped?: readonly SkippedPicture[] | undefined },
): Promise<void> {
  const { listing, output, engine, threads, preprocessing, manifest = {} } = options;
  const { mean: _, ...frame } = preprocessing;
  await writeManifest(output, {
    command: 'extract',
    seconds: (performance.now() - run.started) / 1000,
    versions: { node: process.version, [engine.name]: engine.version, ...manifest.versions },
    options: {
      ...manifest.options,
      ...frame,
      engine: engine.name,
      threads,
      batchSize: options.batchSize ?? batchSizeFor(preprocessing),
      images: listing.images.length,
      computed: run.computed,
      skipped: run.skipped?.map(({ file, code, reason }) => ({ file, code, reason })),
    },
    inputs: manifest.inputs === undefined ? {} : await manifest.inputs.hashes(),
  });
}
