import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { zip } from '@gender/core';
import { contentsOf, type Contents } from './contents.js';
import type { Pair } from './pairs.js';
import { runProgram, runWhole, type CommandLine, type Ending } from './run-program.js';
import { writeStart } from './start-folder.js';

/** What both runs of a pair leave when one comes after the other, in either order. */
interface InTurn {
  readonly contents: Contents;
  /** What the one that ran first printed, and the other after it, which may find the work done. */
  readonly figures: readonly [first: string, second: string];
}

/** One pair; each round begins in a copy of the folder as it was before. */
export class PairRunner {
  private constructor(
    readonly pair: Pair,
    readonly folder: string,
    private readonly start: string,
    private readonly inTurn: readonly [InTurn, InTurn],
  ) {}

  /** Prepares a pair in a new folder below `parent`, and runs it in turn in both orders. */
  static async create(pair: Pair, parent: string): Promise<PairRunner> {
    const folder = mkdtempSync(join(parent, 'pair-'));
    const start = join(folder, 'start');
    await writeStart(start, pair.before);
    const [one, other] = pair.lines;
    const forwards = await runInTurn(folder, start, [one, other], pair.finished);
    const backwards = await runInTurn(folder, start, [other, one], pair.finished);
    return new PairRunner(pair, folder, start, [forwards, backwards]);
  }

  /**
   * Starts both, the second some seconds after the first.
   *
   * @returns what was not as it is when they run in turn, in words; empty where all was
   */
  async round(delay: number): Promise<string[]> {
    const folder = mkdtempSync(join(this.folder, 'round-'));
    try {
      cpSync(this.start, folder, { recursive: true, preserveTimestamps: true });
      const [one, other] = this.pair.lines;
      const endings = await Promise.all([
        runProgram(folder, one),
        setTimeout(delay * 1000).then(() => runProgram(folder, other)),
      ]);
      return [
        ...zip(endings, this.#figures).flatMap(([ending, allowed]) =>
          this.#compareRun(ending, allowed),
        ),
        ...this.#compareFiles(contentsOf(folder)),
      ];
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  /** What each of the two prints when it is the first, and when it is the second. */
  get #figures(): readonly [string[], string[]] {
    const [forwards, backwards] = this.inTurn;
    return [
      [forwards.figures[0], backwards.figures[1]],
      [backwards.figures[0], forwards.figures[1]],
    ];
  }

  #compareRun({ exitCode, stdout, stderr }: Ending, allowed: readonly string[]): string[] {
    if (exitCode !== 0) {
      if (this.pair.finished?.test(stderr) === true) return [];
      return [`ended with ${exitCode}: ${stderr.trim()}`];
    }
    const figures = figuresOf(stdout);
    return allowed.includes(figures)
      ? []
      : [`printed:\n${figures}\ninstead of:\n${allowed.join('\nor:\n')}`];
  }

  #compareFiles(found: Contents): string[] {
    const [forwards, backwards] = this.inTurn.map(({ contents }) => contents) as [
      Contents,
      Contents,
    ];
    const names = new Set([...found.keys(), ...forwards.keys(), ...backwards.keys()]);
    return [...names].flatMap((name) => {
      const hash = found.get(name);
      if (hash === forwards.get(name) || hash === backwards.get(name)) return [];
      return hash === undefined ? [`lacks ${name}`] : [`${name} as after neither order`];
    });
  }
}

async function runInTurn(
  parent: string,
  start: string,
  [first, second]: readonly [CommandLine, CommandLine],
  finished?: RegExp,
): Promise<InTurn> {
  const folder = join(parent, 'in-turn');
  cpSync(start, folder, { recursive: true, preserveTimestamps: true });
  const { stdout } = await runWhole(folder, first);
  const { exitCode, stderr, stdout: after } = await runProgram(folder, second);
  if (exitCode !== 0 && finished?.test(stderr) !== true) {
    throw new Error(`${second.join(' ')} ended with ${exitCode}: ${stderr}`);
  }
  const contents = contentsOf(folder);
  rmSync(folder, { recursive: true });
  return { contents, figures: [figuresOf(stdout), figuresOf(after)] };
}

/** The lines of an output that hold figures of a model, which may not depend on what else runs; times left out. */
function figuresOf(stdout: string): string {
  const lines = stdout.split('\n').filter((line) => /accuracy|cross-entropy|│/.test(line));
  return lines.map((line) => line.replace(/, [\d.]+ (ms|s)$/, '')).join('\n');
}
