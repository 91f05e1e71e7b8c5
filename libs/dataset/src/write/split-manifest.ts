import { faceRuleSchema } from '@gender/network';
import * as z from 'zod';
import { splitMethods } from '../split/split-method.js';
import { stratifications } from '../split/strata.js';

/** The name of the manifest in a written dataset's folder. */
export const SPLIT_MANIFEST = 'split.json';

const ratio = z.number().min(0).max(1);

/** The schema of a {@link Relabelling}. */
const relabellingSchema = z.strictObject({
  /** New names of classes by those that the collection has. */
  map: z.record(z.string(), z.string()).optional(),
  /** The file of corrections, and how many pictures it gave another label, dropped or left as they were. */
  corrections: z
    .strictObject({
      sha256: z.string().length(64),
      relabelled: z.number(),
      dropped: z.number(),
      unchanged: z.number(),
    })
    .optional(),
});

/** How the labels of a collection were changed. */
export type Relabelling = z.infer<typeof relabellingSchema>;

/** The schema of a {@link PersonClustering}. */
const personClusteringSchema = z.strictObject({
  /** The network that described the faces. */
  network: z.string(),
  /** The lowest mean cosine of two groups that were joined. */
  threshold: z.number(),
  /** Groups of several pictures, and the pictures in them. */
  groups: z.number(),
  pictures: z.number(),
  /** Groups whose parts are hardly nearer to each other than the threshold. */
  doubtful: z.number(),
  /** Pictures like no other, and those in which no face was found. */
  alone: z.number(),
  faceless: z.number(),
});

/** How people whom nobody knew were told apart by their faces. */
export type PersonClustering = z.infer<typeof personClusteringSchema>;

/** The schema of `split.json`. */
export const splitManifestSchema = z.strictObject({
  format: z.literal(1),
  dataset: z.string(),
  /** Of every random choice: of the order of the pictures, if of nothing else. */
  seed: z.number(),
  method: z.enum(splitMethods),
  fraction: z.number().positive().max(1),
  /**
   * At which shares pictures were cut, 0 for a split that was taken as it was; absent where all were. Manifests
   * from before that was so have what was asked for.
   */
  ratios: z.strictObject({ train: ratio, validation: ratio, test: ratio }).optional(),
  /** Absent where it is by class, or nothing was chosen at random. */
  stratify: z.enum(stratifications).optional(),
  /** Into how many folds the pictures were put; absent where they have none, or those of the collection. */
  folds: z.number().optional(),
  /** How faces were cut out of photos; absent where pictures are as they were found. */
  faces: faceRuleSchema.optional(),
  /** Absent where labels are as they were found. */
  relabelling: relabellingSchema.optional(),
  /** Absent where persons are as the collection knows them. */
  clustering: personClusteringSchema.optional(),
  classes: z.array(z.string()),
  files: z.array(
    z.strictObject({
      file: z.string(),
      source: z.string(),
      person: z.string().optional(),
      age: z.number().optional(),
      ageRange: z.string().optional(),
      groups: z.record(z.string(), z.string()).optional(),
      fold: z.string().optional(),
      copyOf: z.string().optional(),
      sha256: z.string().length(64),
    }),
  ),
});

/**
 * How a written dataset came to be. It holds no times and no absolute paths: the same pictures,
 * seed and options give the same bytes anywhere.
 */
export type SplitManifest = z.infer<typeof splitManifestSchema>;

/** A picture of a written dataset. */
export type SplitManifestFile = SplitManifest['files'][number];

/** The manifest as the text of its file. */
export function formatSplitManifest(manifest: SplitManifest): string {
  return `${JSON.stringify(manifest, null, 1)}\n`;
}
