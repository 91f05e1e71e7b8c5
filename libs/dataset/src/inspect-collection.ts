import { extname } from 'node:path';
import { silentLogger, type ProgressReporter } from '@gender/core';
import { ageBand, compareAgeBands } from './age.js';
import { checkPictures, type BrokenPicture } from './check-pictures.js';
import type { Likeness } from './duplicates/group-duplicates.js';
import { markDuplicates } from './duplicates/mark-duplicates.js';
import { Thumbnails } from './duplicates/thumbnails.js';
import { findImages, type FindOptions, type Layout } from './find/find-images.js';
import type { LabelledImage } from './labelled-image.js';
import type { LeftOutFile } from './left-out.js';
import { countPersons } from './persons/count-persons.js';
import { labelsOf } from './write/plan-dataset.js';

/** What to look at. */
export interface InspectOptions extends FindOptions {
  /** A collection in one of the layouts. */
  readonly source: string;
  /** The most pixels of a picture. @default 100 million */
  readonly maxPixels?: number | undefined;
  readonly progress?: ProgressReporter | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Numbers of pictures by a value, `unknown` where it is not known. */
export type Counts = Readonly<Record<string, number>>;

/** What is in a collection. */
export interface Inspection {
  readonly layout: Layout;
  /** How many labelled pictures were found, broken ones included. */
  readonly found: number;
  /** The pictures that can be read, by class. */
  readonly classes: Counts;
  /** Some pictures of each class, spread over all of it. */
  readonly samples: Readonly<Record<string, readonly string[]>>;
  /** By age, in tens of years, or in the intervals of the lists. */
  readonly ages: Counts;
  /** By each column of groups. */
  readonly groups: Readonly<Record<string, Counts>>;
  /** By the split that is given. */
  readonly splits: Counts;
  /** By the files' endings, in small letters. */
  readonly endings: Counts;
  /** By width and height: `250×250`. */
  readonly sizes: Counts;
  /**
   * How many different persons are known, how many were told apart by their faces, and of how many pictures it is
   * not known who is shown.
   */
  readonly persons: { readonly known: number; readonly clusters: number; readonly unknown: number };
  /** Pictures that are the same as an earlier one, or nearly so. */
  readonly duplicates: readonly {
    readonly first: string;
    readonly second: string;
    readonly likeness: Likeness;
    /** Whether the two are in different classes. */
    readonly contradiction: boolean;
  }[];
  readonly broken: readonly BrokenPicture[];
  /** How many files of each kind were left out. */
  readonly leftOut: Counts;
  readonly unusual: readonly LeftOutFile[];
}

/**
 * Looks at a collection and writes nothing: its layout, what is in it, which pictures cannot be read, and
 * which are the same.
 *
 * @throws DatasetError when nothing is found; FileError.
 */
export async function inspectCollection(options: InspectOptions): Promise<Inspection> {
  const { source, logger = silentLogger } = options;
  const { layout, images, leftOut } = await findImages(source, { ...options, logger });
  using thumbnails = new Thumbnails();
  const look = { ...options, thumbnails, check: 'decode' as const };
  const { good, contents, broken } = await checkPictures(images, look);
  const { pairs } = await markDuplicates(good, contents, thumbnails, options);
  const by = (read: (image: LabelledImage) => string | undefined): Counts => count(good.map(read));
  const columns = new Set(good.flatMap(({ groups }) => (groups ? Object.keys(groups) : [])));
  const { known, clusters } = countPersons(good);
  const ages = Object.entries(by(ageBand)).sort(([a], [b]) => compareAgeBands(a, b));
  return {
    layout,
    found: images.length,
    classes: by(({ label }) => label),
    samples: samplesOf(good),
    ages: Object.fromEntries(ages),
    groups: Object.fromEntries(
      [...columns].sort().map((column) => [column, by(({ groups }) => groups?.[column])]),
    ),
    splits: by(({ split }) => split),
    endings: by(({ path }) => extname(path).toLowerCase()),
    sizes: count(contents.map(({ size }) => size)),
    persons: {
      ...{ known: known.persons, clusters: clusters.persons },
      unknown: good.length - known.pictures - clusters.pictures,
    },
    duplicates: pairs.map(({ first, second, likeness }) => ({
      ...{ first: first.path, second: second.path, likeness },
      contradiction: first.label !== second.label,
    })),
    broken,
    leftOut: leftOut.counts,
    unusual: leftOut.unusual,
  };
}

/** So many pictures of a class are shown as a sample. */
const SAMPLES = 24;

/** Pictures of each class, as far from each other in the order of files as they can be. */
function samplesOf(images: readonly LabelledImage[]): Inspection['samples'] {
  return Object.fromEntries(
    labelsOf(images).map((label) => {
      const paths = images.filter((image) => image.label === label).map(({ path }) => path);
      const count = Math.min(SAMPLES, paths.length);
      const places = Array.from({ length: count }, (_, n) =>
        Math.floor((n * paths.length) / count),
      );
      const wanted = new Set(places);
      return [label, paths.filter((_, place) => wanted.has(place))];
    }),
  );
}

/** How often each value is there, the most frequent first. */
function count(values: readonly (string | undefined)[]): Counts {
  const counts = new Map<string, number>();
  for (const value of values) {
    const name = value ?? 'unknown';
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const sorted = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  return Object.fromEntries(sorted);
}
