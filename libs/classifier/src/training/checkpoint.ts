import { openFileSource, writeWhole } from '@gender/core/node';
import type { ParameterPart, Trainer, TrainerParameter } from '@gender/engine';
import {
  encodeSafetensorsHeader,
  openSafetensors,
  type SafetensorsFile,
  type TensorOutline,
} from '@gender/safetensors';
import { hasDType } from '@gender/tensor';
import * as z from 'zod';
import { ClassifierError } from '../classifier-error.js';
import { rowRanges } from '../head/row-ranges.js';
import { partRows } from './trainer-rows.js';
import { trainingStateSchema, type TrainingState } from './training-state.js';

/** What a checkpoint says besides the trainer's arrays. */
export interface CheckpointRecord {
  /** Of all that decides the training's result. */
  fingerprint: string;
  /** Steps of Adam taken. */
  steps: number;
  state: TrainingState;
}

/** The entry of a safetensors file's metadata that holds the record. */
const RECORD = 'training';

const recordSchema = z.object({
  format: z.literal(2),
  fingerprint: z.string(),
  steps: z.int().min(0),
  state: trainingStateSchema,
});

const PARTS: readonly ParameterPart[] = ['value', 'momentum', 'variance'];

/**
 * Writes a checkpoint: a safetensors file with every parameter and both of its moments
 * (`fc1.kernel`, `fc1.kernel.momentum`, `fc1.kernel.variance`), some megabytes at a time.
 *
 * @throws FileError when it cannot be written.
 */
export async function writeCheckpoint(
  path: string,
  trainer: Trainer,
  record: Pick<CheckpointRecord, 'fingerprint' | 'state'>,
): Promise<void> {
  const entries = entriesOf(trainer);
  const text = JSON.stringify({ format: 2, ...record, steps: trainer.steps });
  await writeWhole(path, async (handle) => {
    await handle.writeFile(encodeSafetensorsHeader(entries, { [RECORD]: text }));
    for (const { parameter, part } of entries) {
      for await (const { buffer, byteOffset, byteLength } of partRows(trainer, parameter, part)) {
        await handle.writeFile(new Uint8Array(buffer, byteOffset, byteLength));
      }
    }
  });
}

/** A checkpoint that has been looked at, but not been put into a trainer yet. */
export interface OpenCheckpoint extends AsyncDisposable {
  readonly record: CheckpointRecord;
  /** Gives a trainer all that the checkpoint holds of it. */
  restore(): Promise<void>;
}

/**
 * Opens a checkpoint for a trainer.
 *
 * @param fingerprint - of the training that is to go on
 * @throws FileError when there is none.
 * @throws SafetensorsError when it is damaged.
 * @throws ClassifierError (`CLASSIFIER_CHECKPOINT`) when it is of another version or another training.
 */
export async function openCheckpoint(
  path: string,
  trainer: Trainer,
  fingerprint: string,
): Promise<OpenCheckpoint> {
  const source = await openFileSource(path);
  try {
    const file = await openSafetensors(source);
    const record = parseRecord(path, file);
    if (record.fingerprint !== fingerprint || !holdsAll(file, entriesOf(trainer))) {
      throw checkpointError(`${path} is of other options, features or initial weights`);
    }
    return {
      record,
      restore: async () => {
        for (const entry of entriesOf(trainer)) await restoreEntry(file, trainer, entry);
        trainer.steps = record.steps;
      },
      [Symbol.asyncDispose]: () => source.close(),
    };
  } catch (cause) {
    await source.close();
    throw cause;
  }
}

/** One array of a trainer and what the file calls it. */
interface Entry extends TensorOutline {
  readonly parameter: TrainerParameter;
  readonly part: ParameterPart;
}

function entriesOf(trainer: Trainer): Entry[] {
  return trainer.parameters.flatMap((parameter) =>
    PARTS.map((part) => {
      const name = `${parameter.layer}.${parameter.name}${part === 'value' ? '' : `.${part}`}`;
      return { name, dtype: 'float32' as const, shape: parameter.shape, parameter, part };
    }),
  );
}

function parseRecord(path: string, { metadata }: SafetensorsFile): CheckpointRecord {
  try {
    return recordSchema.parse(JSON.parse(metadata[RECORD] ?? 'null'));
  } catch (cause) {
    throw checkpointError(`${path} is no checkpoint of this version`, cause);
  }
}

/** Whether a file holds just these arrays, in this order. */
function holdsAll({ tensors }: SafetensorsFile, entries: readonly Entry[]): boolean {
  const found = tensors.map(({ name, type, shape }) => [name, type, ...shape].join());
  const expected = entries.map(({ name, shape }) => [name, 'F32', ...shape].join());
  return found.join(';') === expected.join(';');
}

async function restoreEntry(
  file: SafetensorsFile,
  trainer: Trainer,
  { name, shape, parameter, part }: Entry,
): Promise<void> {
  for (const { first, rows } of rowRanges(shape)) {
    const piece = await file.readRows(name, first, first + rows);
    if (!hasDType(piece, 'float32')) throw new RangeError(`"${name}" holds ${piece.dtype}`);
    await trainer.writeRows(parameter, part, first, new Float32Array(piece.data));
  }
}

function checkpointError(message: string, cause?: unknown): ClassifierError {
  return new ClassifierError('CLASSIFIER_CHECKPOINT', message, { cause });
}
