import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Random } from '@gender/core';
import { compareContents, contentsOf, type Contents, type Difference } from './contents.js';
import type { Fault } from './fault.js';
import { runProgram, type Ending } from './run-program.js';
import type { Stage } from './stages.js';
import { writeStart } from './start-folder.js';

/** What a fault and one run after it left. */
export interface Trial {
  readonly fault: string;
  /** How the disturbed run ended. */
  readonly disturbed: Ending;
  /** How the run after it ended. */
  readonly rerun: Ending;
  readonly difference: Difference;
}

/**
 * One stage, run once undisturbed; then each trial begins in a copy of the folder as it was before,
 * and its end is compared with the undisturbed run's.
 */
export class StageRunner {
  readonly #start: string;
  readonly #expected: Contents;

  private constructor(
    readonly stage: Stage,
    readonly folder: string,
    start: string,
    expected: Contents,
    /** Seconds of an undisturbed run. */
    readonly seconds: number,
    /** Calls of an undisturbed run that write files. */
    readonly writingCalls: number,
  ) {
    this.#start = start;
    this.#expected = expected;
  }

  /** Prepares a stage in a new folder below `parent`. */
  static async create(stage: Stage, parent: string): Promise<StageRunner> {
    const folder = mkdtempSync(join(parent, 'stage-'));
    const start = join(folder, 'start');
    await writeStart(start, stage.before);
    const whole = join(folder, 'whole');
    cpSync(start, whole, { recursive: true, preserveTimestamps: true });
    const { exitCode, stdout, stderr, seconds } = await runProgram(whole, stage.line, {
      fault: { kind: 'count' },
    });
    if (exitCode !== 0) throw new Error(`${stage.name}: ${stderr}`);
    const calls = Number(stdout.trim().split('\n').at(-1));
    return new StageRunner(stage, folder, start, contentsOf(whole), seconds, calls);
  }

  /** Kills a run at a random moment or writing call, and runs the stage once more. */
  kill(random: Random): Promise<Trial> {
    if (random.integer(2) === 0) {
      const killAfter = (random.integer(1000) / 1000) * this.seconds;
      return this.#trial(`killed after ${killAfter.toFixed(2)} s`, { killAfter });
    }
    const at = 1 + random.integer(this.writingCalls);
    return this.#trial(`killed at writing call ${at}`, { fault: { kind: 'kill', at } });
  }

  /** Lets a run find the disk full from a writing call on, and runs the stage once more. */
  fillDisk(at: number): Promise<Trial> {
    return this.#trial(`disk full from writing call ${at}`, { fault: { kind: 'full', at } });
  }

  /** A rerun that refuses to do again what the disturbed run had finished has done its work. */
  #whole(ending: Ending): Ending {
    const { finished } = this.stage;
    return finished?.test(ending.stderr) === true ? { ...ending, exitCode: 0 } : ending;
  }

  async #trial(name: string, how: { fault?: Fault; killAfter?: number }): Promise<Trial> {
    const folder = mkdtempSync(join(this.folder, 'trial-'));
    try {
      cpSync(this.#start, folder, { recursive: true, preserveTimestamps: true });
      const disturbed = await runProgram(folder, this.stage.line, how);
      const rerun = this.#whole(await runProgram(folder, this.stage.line));
      const difference = compareContents(contentsOf(folder), this.#expected);
      return { fault: name, disturbed, rerun, difference };
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
}
