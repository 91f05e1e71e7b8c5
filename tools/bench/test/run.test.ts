import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test as base, vi } from 'vitest';
import type { GrowthRow } from '../src/growth.js';
import type { MeasuredRow, Row } from '../src/harness/measure-pair.js';
import { UsageError } from '../src/options.js';
import { allPairs } from '../src/rows/all-pairs.js';
import { run } from '../src/run.js';

/**
 * What each test has to itself: a folder, in which everything temporary appears as well, and a
 * signal that stops its measurements when it ends, also by a timeout.
 */
const it = base.extend<{ folder: string; quick: Quick }>({
  // Vitest reads which fixtures one needs from this pattern.
  // eslint-disable-next-line no-empty-pattern
  folder: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'bench '));
    vi.stubEnv('TMPDIR', folder);
    await use(folder);
    vi.unstubAllEnvs();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  },
  quick: async ({ folder }, use) => {
    const stop = new AbortController();
    await use((...args) => measureQuickly(join(folder, 'rows.json'), args, stop.signal));
    stop.abort(new Error('the test has ended'));
  },
});

/** Runs tiny measurements; returns what was printed and the rows. */
type Quick = <T = Row>(...args: string[]) => Promise<{ text: string; rows: T[] }>;

async function measureQuickly<T>(
  json: string,
  args: readonly string[],
  signal: AbortSignal,
): Promise<{ text: string; rows: T[] }> {
  let text = '';
  const print = (line: string): void => void (text += `${line}\n`);
  await run(['--quick', '--runs', '1', '--json', json, ...args], {
    print,
    tell: () => undefined,
    signal,
  });
  return { text, rows: JSON.parse(await readFile(json, 'utf8')) as T[] };
}

/** The columns of a row that do not depend on the machine. */
const keyOf = ({ name, baseline, unit }: Row): string => `${name} ${baseline} ${unit}`;

const measuredWithoutPython = [
  'extract session images/s',
  'extract-int8 session images/s',
  'extract-face-api session images/s',
  'train-step-dead train-step ms',
  'epoch-disk memory s',
  'load file+session ms',
  'prepare cp+sha256sum files/s',
];
const namesOf = (keys: readonly string[]): string[] => keys.map((key) => key.split(' ')[0]!);

describe('compare', () => {
  it.for(measuredWithoutPython)('measures %s', async (key, { quick }) => {
    const { rows } = await quick('--only', ...namesOf([key]));
    const measured = rows.filter((row): row is MeasuredRow => !('skipped' in row));
    expect(measured.map(keyOf)).toEqual([key]);
    const { ours, theirs, ratio, runs } = measured[0]!;
    expect([ours > 0, theirs > 0, runs]).toEqual([true, true, 1]);
    expect(ratio).toBeCloseTo(ours / theirs);
  });

  it('skips the rows that need Python, and says so', async ({ quick }) => {
    const { text, rows } = await quick('--only', 'train-step,convert,convert-top');
    expect(rows.filter((row) => 'skipped' in row).map(keyOf)).toEqual([
      'train-step pytorch ms',
      'train-step pytorch-fused ms',
      'train-step keras ms',
      'train-step keras-xla ms',
      'convert scipy s',
      'convert-top scipy s',
    ]);
    expect(text).toMatch(/│ train-step +│ pytorch +│ skipped │ needs Python/);
  });

  it('knows no other rows', () => {
    const names = new Set(allPairs.map(({ name }) => name));
    const tried = [...namesOf(measuredWithoutPython), 'train-step', 'convert', 'convert-top'];
    expect([...names].sort()).toEqual(tried.sort());
  });

  it('writes the table into its section of a document', async ({ folder, quick }) => {
    const markdown = join(folder, 'performance.md');
    await quick('--only', 'prepare', '--markdown', markdown);
    const written = await readFile(markdown, 'utf8');
    expect(written).toContain('| prepare | cp+sha256sum |');
    expect(written).toMatch(
      /^<!-- bench compare -->[^]*Measured on .*Node [^]*<!-- \/bench compare -->\n$/,
    );
  });

  it('removes what it generated, unless told where to keep it', async ({ folder, quick }) => {
    const workDir = join(folder, 'kept');
    await quick('--only', 'prepare', '--work-dir', workDir);
    expect(await readdir(join(workDir, 'quick'))).toContain('crops-40');
    await quick('--only', 'prepare');
    expect((await readdir(folder)).sort()).toEqual(['kept', 'rows.json']);
  });
});

describe('memory', () => {
  it('tells the peak of a process against a limit', async ({ quick }) => {
    const { rows } = await quick<MeasuredRow>('memory', '--only', 'memory-train');
    expect(rows.map(keyOf)).toEqual(['memory-train limit MB']);
    // A process of Node takes some 40 MB at least.
    expect(rows[0]!.ours).toBeGreaterThan(40);
  });
});

describe('growth', () => {
  it('tells time and memory for 1, 4 and 16 times as many pictures', async ({ quick }) => {
    const { rows } = await quick<GrowthRow>('growth', '--only', 'evaluate');
    expect(rows.map(({ name, pictures }) => `${name} ${pictures}`)).toEqual(
      [10, 40, 160].map((count) => `evaluate ${count}`),
    );
    expect(rows.every(({ seconds, peak }) => seconds > 0 && peak > 40)).toBe(true);
  });
});

describe('wrong usage', () => {
  it.for([
    { args: ['--only', 'speed'], words: 'there is no row speed' },
    { args: ['--runs', '0'], words: 'runs' },
    { args: ['--fast'], words: "Unknown option '--fast'" },
    { args: ['speed'], words: 'compare' },
  ])('$args', async ({ args, words }, { quick }) => {
    const running = quick(...args);
    await expect(running).rejects.toThrow(UsageError);
    await expect(running).rejects.toThrow(words);
  });
});
