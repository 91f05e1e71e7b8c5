import { readFile } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import { writeFileWhole } from '@gender/core/node';
import { z } from 'zod';

const provenance = {
  /** Shape of one row, without the picture axis, for example `[7, 7, 512]`. */
  rowShape: z.array(z.number().int().positive()),
  /** Fingerprint of the layers and weights that computed the rows. */
  backbone: z.string(),
  preprocessing: z.object({
    mode: z.enum(['network', 'rescale']),
    height: z.number().int().positive(),
    width: z.number().int().positive(),
    resampling: z.string(),
    exif: z.enum(['apply', 'ignore']),
    /** SHA-256 of the mean that was subtracted, as float32 bytes. */
    mean: z.string().optional(),
  }),
  /** The decoder, where it was not sharp: others see some JPEGs differently. */
  decoder: z.literal('jimp').optional(),
  /** `flip`: rows of the mirrored pictures. */
  augment: z.literal('flip').optional(),
  /** Hash of how the network was computed in 8 bits; absent where it was float32. */
  quantization: z.string().optional(),
};

/** All that decides what becomes of a picture. */
export const rowProvenanceSchema = z.object(provenance);

const shardSchema = z.object({
  /** Which part, from 1. */
  part: z.number().int().positive(),
  /** How many parts there are. */
  of: z.number().int().positive(),
  /** Pictures in all parts together. */
  total: z.number().int().positive(),
  /** SHA-256 of the classes and the file names of all of them, in order. */
  listing: z.string(),
});

/** What made a feature store: enough to tell whether it is still true. */
const featureRecordSchema = z.object({
  format: z.literal(1),
  ...provenance,
  classes: z.array(z.string()),
  /** Where the rows belong, when they are one part of a store. */
  shard: shardSchema.optional(),
  /** In the order of the rows. */
  images: z.array(z.object({ file: z.string(), label: z.number().int(), sha256: z.string() })),
});

/** All that decides what becomes of a picture. */
export type RowProvenance = z.infer<typeof rowProvenanceSchema>;

/** Which part of a store a shard is. */
export type ShardRecord = z.infer<typeof shardSchema>;

/** The sidecar of a feature store, `<store>.json`. */
export type FeatureRecord = z.infer<typeof featureRecordSchema>;

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

/** Whether a store with the first record holds just what the second asks for. */
export function sameRecord(left: FeatureRecord, right: FeatureRecord): boolean {
  return isDeepStrictEqual(left, right);
}

/** Whether equal pictures have equal rows. */
export function sameProvenance(left: RowProvenance, right: RowProvenance): boolean {
  return isDeepStrictEqual(provenanceOf(left), provenanceOf(right));
}

/** What a record says beyond its pictures. */
export function provenanceOf(record: RowProvenance): RowProvenance {
  return rowProvenanceSchema.parse(record);
}
