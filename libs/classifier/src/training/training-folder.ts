import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { GenderError, type Logger } from '@gender/core';
import { FileError } from '@gender/core/node';
import type { Trainer } from '@gender/engine';
import { writeKerasWeights } from '@gender/keras';
import type { Network } from '@gender/network';
import { openCheckpoint, writeCheckpoint, type OpenCheckpoint } from './checkpoint.js';
import { trainerRows } from './trainer-rows.js';
import type { TrainingState } from './training-state.js';

export interface TrainingFolderOptions {
  /** The folder's path; it is made when something is to be kept. */
  path: string;
  /** The head that is trained, for the names of its weights. */
  head: Network;
  trainer: Trainer;
  /** Of all that decides the training's result. */
  fingerprint: string;
  /** The least time between two checkpoints. */
  checkpointSeconds: number;
  logger?: Logger | undefined;
}

/**
 * What a training keeps on the disk while it goes on: a checkpoint, and the weights of the best
 * epoch. Each is a whole file at every moment, and the checkpoint's own best weights stay until
 * another checkpoint has taken its place.
 */
export class TrainingFolder {
  readonly #options: TrainingFolderOptions;
  #savedAt = performance.now();
  /** The best epoch that the checkpoint on the disk speaks of. */
  #bestInCheckpoint = 0;

  constructor(options: TrainingFolderOptions) {
    this.#options = options;
  }

  /**
   * Puts the trainer where an interrupted training of the same kind has stopped.
   *
   * @returns its state; `undefined` where there is none, or, with a warning, none that is of use
   * @throws FileError when a checkpoint that is of use cannot be read to its end.
   */
  async resume(): Promise<TrainingState | undefined> {
    await this.#dropFiles((file) => file.endsWith('.part'));
    await using checkpoint = await this.#openCheckpoint();
    if (!checkpoint) return undefined;
    await checkpoint.restore();
    const { state } = checkpoint.record;
    this.#bestInCheckpoint = state.best.epoch;
    this.#options.logger?.info(`going on from ${this.#checkpoint}: ${describe(state)}`);
    return state;
  }

  /** Whether it is time for a checkpoint. */
  isDue(): boolean {
    return performance.now() - this.#savedAt >= 1000 * this.#options.checkpointSeconds;
  }

  /** Writes a checkpoint; where that is not possible, a warning must do, and the training goes on. */
  async saveCheckpoint(state: TrainingState): Promise<void> {
    const { trainer, fingerprint, logger } = this.#options;
    try {
      await writeCheckpoint(this.#checkpoint, trainer, { fingerprint, state });
      this.#bestInCheckpoint = state.best.epoch;
      await this.#dropOtherWeights(state.best.epoch);
    } catch (cause) {
      if (!(cause instanceof FileError)) throw cause;
      logger?.warn(`there is no new checkpoint: ${cause.message}`);
    }
    this.#savedAt = performance.now();
  }

  /**
   * Keeps the trainer's weights as those of the best epoch so far.
   *
   * @throws FileError when they cannot be written.
   */
  async saveWeights(epoch: number): Promise<void> {
    const { head, trainer } = this.#options;
    await writeKerasWeights(this.weightsOf(epoch), head, { rows: trainerRows(trainer) });
    await this.#dropOtherWeights(epoch);
  }

  /** The file with the weights of the best epoch so far. */
  weightsOf(epoch: number): string {
    return join(this.#options.path, weightsFile(epoch));
  }

  /** Moves the best weights to their place and removes the folder. */
  async finish(epoch: number, weights: string): Promise<void> {
    try {
      await rename(this.weightsOf(epoch), weights);
    } catch (cause) {
      throw FileError.from(weights, 'write', cause);
    }
    await this.discard();
  }

  /** Removes the folder: the training is over, or cannot come to an end. */
  async discard(): Promise<void> {
    await rm(this.#options.path, { recursive: true, force: true });
  }

  get #checkpoint(): string {
    return join(this.#options.path, 'checkpoint.safetensors');
  }

  /** The checkpoint on the disk, where it is one of this training. */
  async #openCheckpoint(): Promise<OpenCheckpoint | undefined> {
    const { fingerprint, trainer, logger } = this.#options;
    try {
      const checkpoint = await openCheckpoint(this.#checkpoint, trainer, fingerprint);
      const { epoch } = checkpoint.record.state.best;
      if (epoch === 0 || (await this.#files()).includes(weightsFile(epoch))) return checkpoint;
      await checkpoint[Symbol.asyncDispose]();
      logger?.warn(
        `starting anew: ${this.weightsOf(epoch)}, which the checkpoint names, is missing`,
      );
    } catch (cause) {
      if (!(cause instanceof GenderError)) throw cause;
      if (cause.code !== 'FILE_NOT_FOUND') logger?.warn(`starting anew: ${cause.message}`);
    }
    return undefined;
  }

  /** Removes the weights of all epochs but two: the best one and the checkpoint's. */
  async #dropOtherWeights(best: number): Promise<void> {
    const kept = [best, this.#bestInCheckpoint].map(weightsFile);
    await this.#dropFiles((file) => file.startsWith('weights-') && !kept.includes(file));
  }

  async #dropFiles(superfluous: (file: string) => boolean): Promise<void> {
    const files = (await this.#files()).filter(superfluous);
    await Promise.all(files.map((file) => rm(join(this.#options.path, file), { force: true })));
  }

  /** The names of the folder's files; none where it does not exist yet. */
  async #files(): Promise<string[]> {
    return readdir(this.#options.path).catch(() => []);
  }
}

function weightsFile(epoch: number): string {
  return `weights-epoch-${epoch}.h5`;
}

function describe({ current }: TrainingState): string {
  return `epoch ${current.epoch}, after ${current.pictures} pictures`;
}
