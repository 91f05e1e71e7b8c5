import { datasetNamePattern } from '@gender/core';
import { reasonOf, sha256 } from '@gender/core/node';
import { splitNames } from '@gender/dataset';
import {
  augmentations,
  badPictureRules,
  rowProvenanceSchema,
  type ListedPicture,
} from '@gender/features';
import { exifRules, preprocessingModes, resamplings } from '@gender/image';
import type { Normalization } from '@gender/network';
import { precisions } from '@gender/quantization';
import { tensor, type Float32Tensor } from '@gender/tensor';
import * as z from 'zod';
import { QueueError } from './queue-error.js';

const count = z.number().int().positive();
const hash = z.string().regex(/^[0-9a-f]{64}$/);
/** Names of one file or folder: what a job names never leads out of the folders of a worker. */
const fileName = z.string().regex(datasetNamePattern);
const vector = z.strictObject({ shape: z.array(count), data: z.array(z.number()) });

/** A store that is made in parts. */
const runStoreSchema = z.strictObject({
  split: z.enum(splitNames),
  augment: z.enum(augmentations).optional(),
  /** The name of its file, without `.npy`. */
  name: fileName,
  /** All that decides what becomes of a picture. */
  provenance: rowProvenanceSchema,
  classes: z.array(z.string()),
  /** How many pictures there are. */
  total: count,
  /** SHA-256 of classes and file names, in order. */
  listing: hash,
  /** How many parts it is made in. */
  parts: count,
});

/** The file of the storage that says what every worker must know of a run. */
export const RUN_FILE = 'run.json';

/** What every worker must know of a run, and agree with. */
export const runSchema = z.strictObject({
  format: z.literal(1),
  dataset: fileName,
  /** The name of the network's file, or of a network in an npm package. */
  backbone: fileName,
  /** Rows of other engines, and of other versions of one, may be rounded differently. */
  engine: z.strictObject({ name: z.string(), version: z.string() }),
  /** What the caller chose of how pictures are fed to the network and how it is computed. */
  choices: z.strictObject({
    features: z.string().optional(),
    precision: z.enum(precisions).optional(),
    preprocessing: z
      .strictObject({
        mode: z.enum(preprocessingModes).optional(),
        resampling: z.enum(resamplings).optional(),
        exif: z.enum(exifRules).optional(),
        keepAspect: z.boolean().optional(),
        border: z.tuple([z.number(), z.number()]).readonly().optional(),
      })
      .optional(),
    normalization: z
      .strictObject({
        mean: vector,
        scale: vector.optional(),
        channelOrder: z.enum(['rgb', 'bgr']).optional(),
      })
      .optional(),
  }),
  stores: z.array(runStoreSchema).min(1),
});

/** A dataset whose features are extracted in parts. */
export type Run = z.infer<typeof runSchema>;

/** A store of a run. */
export type RunStore = z.infer<typeof runStoreSchema>;

/** Digits of the name of a run. */
const RUN_DIGITS = 16;

/** What a job says: one part of one store of a run. */
const jobSchema = z.strictObject({
  /** The name of the run, which is the hash of all that `run.json` says. */
  run: z.string().regex(/^[0-9a-f]{16}$/),
  /** Which of the run's stores, from 0. */
  store: z.number().int().nonnegative(),
  /** Which of its parts, from 1. */
  part: count,
  /** SHA-256 of what the pictures of the part hold, by `hashPictures`. */
  pictures: hash,
  /** What a picture does that cannot be read. */
  onBad: z.enum(badPictureRules),
});

/** One part of one store of a run. */
export type Job = z.infer<typeof jobSchema>;

/** @throws QueueError (`QUEUE_JOB`) when it is no job of this version. */
export function parseJob(data: unknown): Job {
  const parsed = jobSchema.safeParse(data);
  if (parsed.success) return parsed.data;
  throw new QueueError(
    'QUEUE_JOB',
    `the queue holds a job that this version does not understand (${reasonOf(parsed.error)}); let one version of the software use it`,
    { cause: parsed.error },
  );
}

/** The name of a job: the same part of the same pictures is enqueued once. */
export function jobName({ run, onBad, ...part }: Job): string {
  return `${run}-${partStem(part)}-${onBad}`;
}

/** A run as the text of its file; equal runs have equal texts. */
export function runText(run: Run): string {
  return `${JSON.stringify(runSchema.parse(run), null, 1)}\n`;
}

/** The name of a run, of which every bit of its text has a say. */
export function runName(text: string): string {
  return sha256(text).slice(0, RUN_DIGITS);
}

/**
 * Reads what a run is from its text.
 *
 * @throws QueueError (`QUEUE_JOB`) when it is not that of the name, or of another version.
 */
export function parseRun(name: string, text: string): Run {
  try {
    if (runName(text) === name) return runSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new QueueError('QUEUE_JOB', `run ${name} was made by another version`, { cause });
  }
  throw new QueueError('QUEUE_JOB', `what is written of run ${name} was changed since`);
}

/** A SHA-256 of which pictures there are in which order, and of what each holds. */
export function hashPictures(pictures: readonly ListedPicture[]): string {
  return sha256(
    JSON.stringify(pictures.map(({ file, label, sha256: content }) => [file, label, content])),
  );
}

/** The files of a part in the storage. */
export interface PartFiles {
  readonly rows: string;
  /** Put there last: it says that the part is whole. */
  readonly record: string;
}

/**
 * The files of a part, named after what its pictures hold, so that another picture in one part leaves the
 * others as they are. A part that lacks pictures has a name of its own: it will do only where pictures
 * may be left out.
 */
export function partFiles(
  part: Pick<Job, 'store' | 'part' | 'pictures'>,
  lacksPictures: boolean,
): PartFiles {
  const stem = `${partStem(part)}${lacksPictures ? '-skipped' : ''}`;
  return { rows: `${stem}.npy`, record: `${stem}.json` };
}

/** The files of a part that will do for a job, where they are there. */
export function findPart(job: Job, there: ReadonlySet<string>): PartFiles | undefined {
  const names = [partFiles(job, false), ...(job.onBad === 'skip' ? [partFiles(job, true)] : [])];
  return names.find(({ rows, record }) => there.has(rows) && there.has(record));
}

/** Digits of the hash of pictures in a name. */
const PICTURES_DIGITS = 12;

function partStem({ store, part, pictures }: Pick<Job, 'store' | 'part' | 'pictures'>): string {
  return `${store}-${part}-${pictures.slice(0, PICTURES_DIGITS)}`;
}

/** How the rows of a store are made, as the name of its file says. */
export function wayOf({ dataset }: Run, { name, split }: RunStore): string | undefined {
  const plain = `${dataset}_${split}`;
  return name === plain ? undefined : name.slice(`${plain}.`.length);
}

/** How pictures are normalised, as plain data. */
export function encodeNormalization({
  mean,
  scale,
  channelOrder,
}: Normalization): NonNullable<Run['choices']['normalization']> {
  const encode = ({ shape, data }: Float32Tensor): z.infer<typeof vector> => ({
    ...{ shape: [...shape], data: [...data] },
  });
  return {
    mean: encode(mean),
    ...(scale && { scale: encode(scale) }),
    ...(channelOrder && { channelOrder }),
  };
}

/** The other way round. */
export function decodeNormalization({
  mean,
  scale,
  channelOrder,
}: NonNullable<Run['choices']['normalization']>): Normalization {
  const decode = ({ shape, data }: z.infer<typeof vector>): Float32Tensor =>
    tensor('float32', shape, Float32Array.from(data));
  return {
    mean: decode(mean),
    ...(scale && { scale: decode(scale) }),
    ...(channelOrder && { channelOrder }),
  };
}
