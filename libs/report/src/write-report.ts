import { join } from 'node:path';
import { writeFileWhole } from '@gender/core/node';
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
  const page = await reportPage(report, pictures);
  const written = { html: join(folder, 'report.html'), json: join(folder, 'report.json') };
  await writeFileWhole(written.json, `${JSON.stringify(report, asData, 2)}\n`);
  await writeFileWhole(written.html, page);
  return written;
}

/** JSON has no ∞, which the threshold is from which on nothing is called; `null` would be none. */
function asData(_key: string, value: unknown): unknown {
  return value === Infinity ? 'Infinity' : value;
}
