import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A folder that is removed when the current test ends, called in a test or before each. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'gender download '));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}
