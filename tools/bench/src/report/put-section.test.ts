import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { putSection } from './put-section.js';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'section '));
});
afterEach(() => rm(folder, { recursive: true }));

describe('putSection', () => {
  it('replaces what stands between the marks and nothing else', async () => {
    const path = join(folder, 'a.md');
    await writeFile(path, 'before\n<!-- x -->old<!-- /x -->\nafter\n<!-- y -->\n<!-- /y -->\n');
    await putSection(path, 'x', 'new');
    expect(await readFile(path, 'utf8')).toBe(
      'before\n<!-- x -->\n\nnew\n\n<!-- /x -->\nafter\n<!-- y -->\n<!-- /y -->\n',
    );
  });

  it('makes a file where there is none', async () => {
    const path = join(folder, 'b.md');
    await putSection(path, 'x', 'new');
    expect(await readFile(path, 'utf8')).toBe('<!-- x -->\n\nnew\n\n<!-- /x -->\n');
  });
});
