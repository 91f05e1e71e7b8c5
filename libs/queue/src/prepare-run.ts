import { basename, join } from 'node:path';
import {
  openExtraction,
  planSplit,
  planStore,
  storeDifferences,
  type ExtractDatasetOptions,
  type Extraction,
  type FeatureRecord,
} from '@gender/features';
import { isNetworkName } from '@gender/formats';
import { QueueError } from './queue-error.js';
import { decodeNormalization, parseRun, RUN_FILE, type Run, type RunStore } from './run.js';
import type { PartStorage } from './storage/part-storage.js';

/** What a worker has of its own: folders, and what computes. */
export interface WorkerOptions extends Pick<
  ExtractDatasetOptions,
  | 'dataRoot'
  | 'engine'
  | 'device'
  | 'threads'
  | 'batchSize'
  | 'versions'
  | 'signal'
  | 'progress'
  | 'logger'
> {
  /** The folder that holds the network's file, by the name that it has for the run; default: `models`. */
  models?: string | undefined;
  /** The file of the network, where its name or folder is another here. */
  backbone?: string | undefined;
}

/** A run that a worker has what is needed for. */
export interface PreparedRun {
  readonly name: string;
  readonly run: Run;
  readonly extraction: Extraction;
}

/**
 * Reads what a run is, and opens its network.
 *
 * @throws QueueError (`QUEUE_STORAGE`) when the storage knows no such run, (`QUEUE_JOB`) when it is of another
 *   version, (`QUEUE_MISMATCH`) when dataset, network, engine or preprocessing are others here.
 * @throws as `extractDataset` for what is missing here.
 */
export async function prepareRun(
  name: string,
  storage: PartStorage,
  options: WorkerOptions,
): Promise<PreparedRun> {
  const text = await storage.read(name, RUN_FILE);
  if (text === undefined) {
    throw new QueueError(
      'QUEUE_STORAGE',
      `${storage.name} knows nothing of run ${name}; give workers the storage in which the run expects its parts`,
    );
  }
  const run = parseRun(name, text);
  const { models = 'models' } = options;
  const known = isNetworkName(run.backbone) ? run.backbone : join(models, run.backbone);
  const { backbone = known } = options;
  const { normalization, ...choices } = run.choices;
  const extraction = await openExtraction({
    ...{ ...options, ...choices, dataset: run.dataset, backbone },
    ...(normalization && { normalization: decodeNormalization(normalization) }),
  });
  // The names of stores, and what manifests say, are those of the run, whatever the file is called here.
  const { common, ...rest } = extraction;
  const prepared = {
    name,
    run,
    extraction: { ...rest, common: { ...common, backboneFile: run.backbone } },
  };
  checkEngine(prepared);
  for (const store of run.stores) await checkStore(prepared, store);
  return prepared;
}

function checkEngine({ run, extraction }: PreparedRun): void {
  const { name, version } = extraction.common.engine;
  if (name === run.engine.name && version === run.engine.version) return;
  throw mismatch(
    run,
    `is computed by ${run.engine.name} ${run.engine.version}, and here by ${name} ${version}`,
  );
}

/** Before anything is computed. */
async function checkStore({ run, extraction }: PreparedRun, store: RunStore): Promise<void> {
  const { split, augment } = store;
  const { parts: of } = store;
  const plan = await planSplit({ ...extraction.common, split, augment, shard: { part: 1, of } });
  checkRecord(run, store, 1, await planStore(plan));
  const expected = `${store.name}.shard-1-of-${of}.npy`;
  if (basename(plan.output) === expected) return;
  throw mismatch(run, `has its first part in ${expected}, and here in ${basename(plan.output)}`);
}

/** What a difference is called in messages, where it is not the name of the field. */
const words: Readonly<Partial<Record<keyof FeatureRecord, string>>> = {
  backbone: 'layers or weights of the network',
  rowShape: 'shape of the features',
  quantization: 'how the network is computed in 8 bits',
  shard: 'names of the pictures',
};

/**
 * Checks that a part is what the run says of it, as far as it is known.
 *
 * @throws QueueError (`QUEUE_MISMATCH`) with all that differs.
 */
export function checkRecord(
  run: Run,
  { provenance, classes, total, listing, parts: of }: RunStore,
  part: number,
  found: Partial<FeatureRecord>,
): void {
  const { format } = found;
  const expected = { format, ...provenance, classes, shard: { part, of, total, listing } };
  const differing = storeDifferences(expected, found, ['images', 'skipped']);
  if (differing.length === 0) return;
  const named = differing.map((field) => words[field] ?? field).join(', ');
  throw mismatch(run, `is made in another way than this worker would: ${named}`);
}

/** What a worker says that is unfit for a run. */
export function mismatch({ dataset, backbone }: Run, what: string): QueueError {
  return new QueueError(
    'QUEUE_MISMATCH',
    `this worker is unfit for ${dataset} with ${backbone}: it ${what}`,
  );
}
