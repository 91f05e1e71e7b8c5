import { appendFile, mkdir, readFile, truncate } from 'node:fs/promises';
import { dirname } from 'node:path';
import { FileError, isFileSystemError } from '@gender/core/node';
import type { Trainer } from '@gender/engine';
import {
  bytesUpTo,
  encodeFileVersion,
  encodeSummary,
  HistogramCounter,
  type Histogram,
} from '@gender/tensorboard';
import type { EpochRecorder } from './run-epoch.js';
import { partRows } from './trainer-rows.js';
import type { EpochResult } from './training-state.js';

/** What a training tells TensorBoard: a step for each epoch, added when the epoch is over. */
export class EventFile implements EpochRecorder {
  readonly #path: string;

  private constructor(path: string) {
    this.#path = path;
  }

  /**
   * Opens an event file, which is made where it is missing. Of one that is there, steps after the epochs that are over are
   * cut off: they are trained again.
   *
   * @param epochs - how many are over
   * @throws FileError when it cannot be read or written.
   */
  static async open(path: string, epochs: number): Promise<EventFile> {
    const kept = await readFile(path).then(
      (bytes) => bytesUpTo(bytes, epochs),
      (cause: unknown) => {
        if (isFileSystemError(cause) && cause.code === 'ENOENT') return 0;
        throw FileError.from(path, 'read', cause);
      },
    );
    const file = new EventFile(path);
    await file.#write(async () => {
      await mkdir(dirname(path), { recursive: true });
      if (kept === 0) await appendFile(path, '');
      await truncate(path, kept);
      if (kept === 0) await appendFile(path, encodeFileVersion(now()));
    });
    return file;
  }

  /**
   * Adds an epoch: losses and accuracies, and how the head's weights are distributed.
   *
   * @throws FileError when it cannot be written.
   */
  async add(result: EpochResult, trainer: Trainer): Promise<void> {
    const { epoch: step, loss, accuracy, valLoss, valAccuracy } = result;
    const scalars = {
      'loss/train': loss,
      'loss/validation': valLoss,
      'accuracy/train': accuracy,
      'accuracy/validation': valAccuracy,
    };
    const histograms: Record<string, Histogram> = {};
    for (const parameter of trainer.parameters) {
      const counter = new HistogramCounter();
      for await (const values of partRows(trainer, parameter, 'value')) counter.add(values);
      histograms[`${parameter.layer}/${parameter.name}`] = counter.histogram();
    }
    const record = encodeSummary({ step, wallTime: now(), scalars, histograms });
    await this.#write(() => appendFile(this.#path, record));
  }

  async #write(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (cause) {
      throw FileError.from(this.#path, 'write', cause);
    }
  }
}

/** In seconds since 1970. */
function now(): number {
  return Date.now() / 1000;
}
