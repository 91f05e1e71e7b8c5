import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Random } from '@gender/core';
import { compareContents, contentsOf, type Contents, type Difference } from './contents.js';
import type { Fault } from './fault.js';
import { runProgram, type Ending } from './run-program.js';
import { roomOf, SmallDisk } from './small-disk.js';
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
    /** Bytes of room that the files of an undisturbed run take, more than was taken before. */
    readonly written: number,
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
    const written = Math.max(0, roomOf(whole) - roomOf(start));
    return new StageRunner(stage, folder, start, contentsOf(whole), seconds, calls, written);
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

  /** Kills a run at a random moment while a second one waits for its locks, then runs the stage once more. */
  async killOwner(random: Random): Promise<Trial> {
    const killAfter = (random.integer(1000) / 1000) * this.seconds;
    const name = `killed after ${killAfter.toFixed(2)} s beside another run`;
    return this.#inCopy(name, async (folder) => {
      const { line } = this.stage;
      const both = [runProgram(folder, line, { killAfter }), runProgram(folder, line)] as const;
      const [disturbed, waiting] = await Promise.all(both);
      const rerun = this.#whole(await runProgram(folder, line));
      const waited = this.#whole(waiting);
      return { disturbed, rerun: waited.exitCode === 0 ? rerun : waited };
    });
  }

  /**
   * Lets a run find a real disk full, one of a part of the room that an undisturbed run needs twice
   * over, and runs the stage once more with room.
   *
   * @param part - 0 to 1
   */
  fillSmallDisk(part: number): Promise<Trial> {
    const room = Math.round(2 * part * this.written);
    return this.#inCopy(
      `a disk with room for ${room} bytes`,
      async (folder, disk) => {
        disk?.leaveRoom(room);
        const disturbed = await runProgram(folder, this.stage.line);
        disk?.leaveRoom();
        return { disturbed, rerun: this.#whole(await runProgram(folder, this.stage.line)) };
      },
      (folder) => SmallDisk.mount(folder),
    );
  }

  /** A rerun that refuses to do again what the disturbed run had finished has done its work. */
  #whole(ending: Ending): Ending {
    const { finished } = this.stage;
    return finished?.test(ending.stderr) === true ? { ...ending, exitCode: 0 } : ending;
  }

  #trial(name: string, how: { fault?: Fault; killAfter?: number }): Promise<Trial> {
    return this.#inCopy(name, async (folder) => {
      const disturbed = await runProgram(folder, this.stage.line, how);
      return { disturbed, rerun: this.#whole(await runProgram(folder, this.stage.line)) };
    });
  }

  /** Does runs in a copy of the folder as it was before, on a disk of its own where one is mounted. */
  async #inCopy(
    fault: string,
    runs: (folder: string, disk?: SmallDisk) => Promise<Pick<Trial, 'disturbed' | 'rerun'>>,
    mount?: (folder: string) => SmallDisk,
  ): Promise<Trial> {
    const folder = mkdtempSync(join(this.folder, 'trial-'));
    try {
      using disk = mount?.(folder);
      cpSync(this.#start, folder, { recursive: true, preserveTimestamps: true });
      const ended = await runs(folder, disk);
      return { fault, ...ended, difference: compareContents(contentsOf(folder), this.#expected) };
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
}
