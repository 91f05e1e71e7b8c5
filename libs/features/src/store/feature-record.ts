import { readFile } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import { crc32 } from 'node:zlib';
import { writeFileWhole } from '@gender/core/node';
import { exifRules, preprocessingModes, resamplings } from '@gender/image';
import { bytesOf, tensor } from '@gender/tensor';
import * as z from 'zod';
import { augmentations } from './augmentation.js';

const provenance = {
  /** Shape of one row, without the picture axis, for example `[7, 7, 512]`. */
  rowShape: z.array(z.number().int().positive()),
  /** Fingerprint of the layers and weights that computed the rows. */
  backbone: z.string(),
  preprocessing: z.strictObject({
    mode: z.enum(preprocessingModes),
    height: z.number().int().positive(),
    width: z.number().int().positive(),
    resampling: z.enum(resamplings),
    exif: z.enum(exifRules),
    /** Whether pictures kept their proportions; absent where they were stretched. */
    keepAspect: z.literal(true).optional(),
    /** Rows and columns that were cut off the resized picture; absent where none were. */
    border: z.tuple([z.number(), z.number()]).optional(),
    /** SHA-256 of the mean that was subtracted, as float32 bytes. */
    mean: z.string().optional(),
    /** What each channel was multiplied by; absent where that is 1. */
    scale: z.array(z.number()).optional(),
    /** Absent where channels were fed as red, green, blue. */
    channelOrder: z.literal('bgr').optional(),
  }),
  /** The decoder, where it was not sharp: others see some JPEGs differently. */
  decoder: z.literal('jimp').optional(),
  /** How pictures were changed first; absent where they were not. */
  augment: z.enum(augmentations).optional(),
  /** Hash of how the network was computed in 8 bits; absent where it was float32. */
  quantization: z.string().optional(),
};

/** All that decides what becomes of a picture. */
export const rowProvenanceSchema = z.strictObject(provenance);

const shardSchema = z.strictObject({
  /** Which part, from 1. */
  part: z.number().int().positive(),
  /** How many parts there are. */
  of: z.number().int().positive(),
  /** Pictures in all parts together. */
  total: z.number().int().positive(),
  /** SHA-256 of the classes and the file names of all of them, in order. */
  listing: z.string(),
});

/** A picture of the listing that has no row, because it could not be read or decoded. */
const skippedSchema = z.strictObject({
  /** Its place in the listing, from 0. */
  index: z.number().int().nonnegative(),
  file: z.string(),
  label: z.number().int(),
  /** Of its file; absent where that could not be read. */
  sha256: z.string().optional(),
  /** Of the error, such as `IMAGE_CORRUPT`. */
  code: z.string(),
  /** In words. */
  reason: z.string(),
});

/** What made a feature store: enough to tell whether it is still true. */
export const featureRecordSchema = z.strictObject({
  /** 2: with a checksum of each row. Stores of 1, whose rows are bound to nothing, are not read. */
  format: z.literal(2),
  ...provenance,
  classes: z.array(z.string()),
  /** Where the rows belong, when they are one part of a store. */
  shard: shardSchema.optional(),
  /** In the order of the rows. */
  images: z.array(
    z.strictObject({
      file: z.string(),
      label: z.number().int(),
      /** Of the picture's file. */
      sha256: z.string(),
      /** Of the bytes of the row: a row that was changed, or is another's, is found. */
      crc32: z.number().int(),
    }),
  ),
  /** Pictures that were left out; absent where there are none. */
  skipped: z.array(skippedSchema).min(1).optional(),
});

/** All that decides what becomes of a picture. */
export type RowProvenance = z.infer<typeof rowProvenanceSchema>;

/** Which part of a store a shard is. */
export type ShardRecord = z.infer<typeof shardSchema>;

/** The sidecar of a feature store, `<store>.json`. */
export type FeatureRecord = z.infer<typeof featureRecordSchema>;

/** A picture that a store has no row of. */
export type SkippedPicture = z.infer<typeof skippedSchema>;

/** What is known of a store before its pictures are read. */
export type StoreHead = Omit<FeatureRecord, 'images' | 'skipped'>;

/** A picture of the listing that a store was made from. */
export type ListedPicture = Pick<SkippedPicture, 'file' | 'label' | 'sha256'>;

/** The CRC-32 of the bytes of a row. */
export function rowChecksum(row: Float32Array): number {
  return crc32(bytesOf(tensor('float32', [row.length], row)));
}

/** The pictures that a store was made from, in their order: those that have rows and those left out. */
export function listedPictures({ images, skipped = [] }: FeatureRecord): ListedPicture[] {
  const listed: ListedPicture[] = images.map(({ crc32: _, ...image }) => image);
  for (const { index, file, label, sha256 } of skipped) {
    listed.splice(index, 0, { file, label, ...(sha256 !== undefined && { sha256 }) });
  }
  return listed;
}

/** Where the record of the store at `path` (`….npy`) lies. */
export function recordPath(path: string): string {
  return path.replace(/\.npy$/, '') + '.json';
}

/** Reads a record; `undefined` when there is none, or none that this version understands. */
export async function readRecord(path: string): Promise<FeatureRecord | undefined> {
  try {
    return featureRecordSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return undefined;
  }
}

/**
 * Writes a record as a whole file; equal records have equal bytes, whatever the order of their keys.
 *
 * @throws FileError when it cannot be written.
 */
export async function writeRecord(path: string, record: FeatureRecord): Promise<void> {
  const ordered = featureRecordSchema.parse(record);
  await writeFileWhole(path, `${JSON.stringify(ordered, null, 1)}\n`);
}

/** What made the rows of a record, without what is particular to its pictures. */
export function provenanceOf(record: StoreHead | FeatureRecord): RowProvenance {
  return z.object(provenance).parse(record);
}

/** The fields that do not decide what becomes of a picture. */
const ofPictures = ['format', 'classes', 'shard', 'images', 'skipped'] as const;

/** Whether equal pictures have equal rows. */
export function sameProvenance(left: RowProvenance, right: RowProvenance): boolean {
  return storeDifferences(left, right, ofPictures).length === 0;
}

/**
 * The fields in which the records of two stores differ, by name: the one place that says what it
 * means for stores to be made in the same way.
 *
 * @param ignore - fields that may differ; all others, those that are added later too, may not
 */
export function storeDifferences(
  left: Partial<FeatureRecord>,
  right: Partial<FeatureRecord>,
  ignore: readonly (keyof FeatureRecord)[],
): (keyof FeatureRecord)[] {
  const fields = featureRecordSchema.keyof().options;
  return fields.filter(
    (field) => !ignore.includes(field) && !isDeepStrictEqual(left[field], right[field]),
  );
}
