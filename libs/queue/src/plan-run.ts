import { basename } from 'node:path';
import {
  identifyPictures,
  listingHash,
  openFinished,
  planSplit,
  planStore,
  provenanceOf,
  shardRange,
  storesOf,
  type ExtractDatasetOptions,
  type Extraction,
  type ListedPicture,
} from '@gender/features';
import {
  encodeNormalization,
  hashPictures,
  runName,
  runText,
  type Job,
  type Run,
  type RunStore,
} from './run.js';

/** What decides how a dataset is divided, besides what decides its features. */
export interface PlanOptions extends Omit<ExtractDatasetOptions, 'shard' | 'calibration'> {
  /** How many pictures a part has, at most; default 1000. */
  picturesPerPart?: number | undefined;
}

/** What is done about a part that fails. */
export interface RetryOptions {
  /** How often a part is tried before it has failed for good; default 3. */
  attempts?: number | undefined;
  /** How long it waits before the second attempt, each later wait being twice as long; default 5000. */
  backoffMilliseconds?: number | undefined;
  /**
   * After so long without a new part it is looked whether the queue has lost some, which are enqueued again, and
   * whether a worker is there; default 60 000.
   */
  quietMilliseconds?: number | undefined;
}

/** A run, and all of its jobs. */
export interface PlannedRun {
  /** Its name in queue and storage. */
  readonly name: string;
  /** What `run.json` holds. */
  readonly text: string;
  readonly run: Run;
  readonly jobs: readonly Job[];
}

const PICTURES_PER_PART = 1000;

/** A store of a dataset, and what is still to be made of it. */
export interface PlannedStore {
  /** Where it lies, or will. */
  readonly path: string;
  /** Absent where it is up to date. */
  readonly open?: OpenStore;
}

interface OpenStore {
  readonly store: RunStore;
  readonly pictures: readonly ListedPicture[];
}

/**
 * Looks which stores of a dataset are not up to date. Every picture of them is read for what it holds,
 * unless that is known of its file.
 *
 * @throws as `extractDataset`, for what is wrong with the dataset.
 */
export async function planStores(
  options: PlanOptions,
  { common }: Extraction,
): Promise<PlannedStore[]> {
  const { picturesPerPart = PICTURES_PER_PART } = options;
  const stores: PlannedStore[] = [];
  for (const names of storesOf(options)) {
    const plan = await planSplit({ ...common, ...names });
    const pictures = await identifyPictures(plan);
    await using finished = await openFinished(plan);
    if (finished !== undefined) stores.push({ path: finished.path });
    else {
      const head = await planStore(plan);
      const store: RunStore = {
        ...names,
        name: basename(plan.output, '.npy'),
        provenance: provenanceOf(head),
        classes: head.classes,
        total: pictures.length,
        listing: listingHash(plan.listing),
        parts: Math.ceil(pictures.length / picturesPerPart),
      };
      stores.push({ path: plan.output, open: { store, pictures } });
    }
  }
  return stores;
}

/** Divides stores into parts. */
export function planRun(
  options: PlanOptions,
  extraction: Extraction,
  stores: readonly PlannedStore[],
): PlannedRun {
  const open = stores.map((store) => store.open).filter((store) => store !== undefined);
  const run = describeRun(options, extraction, open);
  const text = runText(run);
  const name = runName(text);
  return {
    name,
    text,
    run,
    jobs: open.flatMap((each, index) => jobsOf(options, name, each, index)),
  };
}

function describeRun(
  { dataset, backbone, features, precision, preprocessing, normalization }: PlanOptions,
  { common }: Extraction,
  stores: readonly OpenStore[],
): Run {
  const { name, version } = common.engine;
  return {
    format: 1,
    dataset,
    backbone: basename(backbone),
    engine: { name, version },
    choices: {
      ...{ features, precision, preprocessing },
      ...(normalization && { normalization: encodeNormalization(normalization) }),
    },
    stores: stores.map(({ store }) => store),
  };
}

function jobsOf(
  { onBad = 'fail' }: PlanOptions,
  run: string,
  { store, pictures }: OpenStore,
  index: number,
): Job[] {
  const { parts: of } = store;
  return Array.from({ length: of }, (_, before) => {
    const part = before + 1;
    const { first, end } = shardRange({ part, of }, pictures.length);
    return { run, store: index, part, pictures: hashPictures(pictures.slice(first, end)), onBad };
  });
}
