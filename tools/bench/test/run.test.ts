import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { GrowthRow } from '../src/growth.js';
import type { MeasuredRow, Row } from '../src/harness/measure-pair.js';
import { UsageError } from '../src/options.js';
import { run } from '../src/run.js';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bench '));
});
afterEach(() => rm(folder, { recursive: true }));

/** Runs tiny measurements; returns what was printed and the rows. */
async function quick<T>(...args: string[]): Promise<{ text: string; rows: T[] }> {
  const json = join(folder, 'rows.json');
  let text = '';
  const io = {
    print: (line: string) => void (text += `${line}\n`),
    tell: () => undefined,
    signal: new AbortController().signal,
  };
  await run(['--quick', '--runs', '1', '--json', json, ...args], io);
  return { text, rows: JSON.parse(await readFile(json, 'utf8')) as T[] };
}

/** The columns of a row that do not depend on the machine. */
const keyOf = ({ name, baseline, unit }: Row): string => `${name} ${baseline} ${unit}`;

describe('compare', () => {
  it('measures every row, without Python those that need none', async () => {
    const { text, rows } = await quick<Row>();
    const measured = rows.filter((row): row is MeasuredRow => !('skipped' in row));
    expect(measured.map(keyOf)).toEqual([
      'extract session images/s',
      'extract-int8 session images/s',
      'train-step-dead train-step ms',
      'epoch-disk memory s',
      'load file+session ms',
      'prepare cp+sha256sum files/s',
    ]);
    for (const { ours, theirs, ratio, runs } of measured) {
      expect([ours > 0, theirs > 0, runs]).toEqual([true, true, 1]);
      expect(ratio).toBeCloseTo(ours / theirs);
    }
    expect(rows.filter((row) => 'skipped' in row).map(keyOf)).toEqual([
      'extract pytorch images/s',
      'extract keras images/s',
      'extract onnxruntime-python images/s',
      'train-step pytorch ms',
      'train-step pytorch-fused ms',
      'train-step keras ms',
      'train-step keras-xla ms',
      'convert scipy s',
      'convert-top scipy s',
    ]);
    expect(text).toMatch(/│ extract +│ pytorch +│ skipped │ needs Python/);
  }, 120_000);

  it('writes the table into its section of a document', async () => {
    const markdown = join(folder, 'performance.md');
    await quick('--only', 'prepare', '--markdown', markdown);
    const written = await readFile(markdown, 'utf8');
    expect(written).toContain('| prepare | cp+sha256sum |');
    expect(written).toMatch(
      /^<!-- bench compare -->[^]*Measured on .*Node [^]*<!-- \/bench compare -->\n$/,
    );
  });

  it('removes what it generated, unless told where to keep it', async () => {
    vi.stubEnv('TMPDIR', folder);
    const workDir = join(folder, 'kept');
    await quick('--only', 'prepare', '--work-dir', workDir);
    expect(await readdir(join(workDir, 'quick'))).toContain('crops-40');
    await quick('--only', 'prepare');
    expect((await readdir(folder)).sort()).toEqual(['kept', 'rows.json']);
    vi.unstubAllEnvs();
  });
});

describe('memory', () => {
  it('tells the peak of a process against a limit', async () => {
    const { rows } = await quick<MeasuredRow>('memory', '--only', 'memory-train');
    expect(rows.map(keyOf)).toEqual(['memory-train limit MB']);
    // A process of Node takes some 40 MB at least.
    expect(rows[0]!.ours).toBeGreaterThan(40);
  });
});

describe('growth', () => {
  it('tells time and memory for 1, 4 and 16 times as many pictures', async () => {
    const { rows } = await quick<GrowthRow>('growth', '--only', 'evaluate');
    expect(rows.map(({ name, pictures }) => `${name} ${pictures}`)).toEqual(
      [10, 40, 160].map((count) => `evaluate ${count}`),
    );
    expect(rows.every(({ seconds, peak }) => seconds > 0 && peak > 40)).toBe(true);
  });
});

describe('wrong usage', () => {
  it.each([
    [['--only', 'speed'], 'there is no row speed'],
    [['--runs', '0'], 'runs'],
    [['--fast'], "Unknown option '--fast'"],
    [['speed'], 'compare'],
  ])('%j', async (args, words) => {
    const running = quick(...args);
    await expect(running).rejects.toThrow(UsageError);
    await expect(running).rejects.toThrow(words);
  });
});
