import { readFile } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import { writeFileWhole } from '@gender/core/node';
import { z } from 'zod';

/** What made a feature store: enough to tell whether it is still true. */
const featureRecordSchema = z.object({
  format: z.literal(1),
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
  classes: z.array(z.string()),
  /** In the order of the rows. */
  images: z.array(z.object({ file: z.string(), label: z.number().int(), sha256: z.string() })),
});

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
 * Writes a record as a whole file.
 *
 * @throws FileError when it cannot be written.
 */
export async function writeRecord(path: string, record: FeatureRecord): Promise<void> {
  await writeFileWhole(path, `${JSON.stringify(record, null, 1)}\n`);
}

/** How many rows, from the first, the two records agree on: zero when the way they are made differs. */
export function commonRows(left: FeatureRecord, right: FeatureRecord): number {
  if (!isDeepStrictEqual(wayOf(left), wayOf(right))) return 0;
  const length = Math.min(left.images.length, right.images.length);
  for (let row = 0; row < length; row += 1) {
    if (left.images[row]?.sha256 !== right.images[row]?.sha256) return row;
  }
  return length;
}

/** Whether a store with the first record holds just what the second asks for. */
export function sameRecord(left: FeatureRecord, right: FeatureRecord): boolean {
  return isDeepStrictEqual(left, right);
}

/** All that decides what becomes of a picture. */
function wayOf({ rowShape, backbone, preprocessing }: FeatureRecord): Partial<FeatureRecord> {
  return { rowShape, backbone, preprocessing };
}
