import { join } from 'node:path';
import { writeFileWhole } from '@gender/core/node';
import type { Comparison } from '@gender/evaluation';
import { comparisonPage } from './comparison-page.js';
import { reportPage } from './page.js';
import type { PictureSheet, Report } from './report.js';

/** The files of a report. */
export interface WrittenReport {
  /** One page that holds all that it shows. */
  readonly html: string;
  /** The numbers as data. */
  readonly json: string;
}

/**
 * Writes a report into a folder: `report.json`, then `report.html`, each whole or not at all.
 *
 * @param pictures - to show on the page; default: none
 * @throws FileError when they cannot be written.
 */
export async function writeReport(
  folder: string,
  report: Report,
  pictures?: readonly PictureSheet[],
): Promise<WrittenReport> {
  return writePage(folder, await reportPage(report, pictures), report);
}

/**
 * Writes the report of a comparison into a folder, as {@link writeReport} does. Both files name the
 * pictures that not all results call the same.
 *
 * @param pictures - to show on the page; default: none
 * @throws FileError when they cannot be written.
 */
export async function writeComparison(
  folder: string,
  comparison: Comparison,
  pictures?: readonly PictureSheet[],
): Promise<WrittenReport> {
  return writePage(folder, await comparisonPage(comparison, pictures), comparison);
}

async function writePage(folder: string, page: string, data: object): Promise<WrittenReport> {
  const written = { html: join(folder, 'report.html'), json: join(folder, 'report.json') };
  await writeFileWhole(written.json, `${JSON.stringify(data, asData, 2)}\n`);
  await writeFileWhole(written.html, page);
  return written;
}

/** JSON has no ∞, which the threshold is from which on nothing is called; `null` would be none. */
function asData(_key: string, value: unknown): unknown {
  return value === Infinity ? 'Infinity' : value;
}
