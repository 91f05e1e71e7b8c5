import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { readManifest, sha256File, type Manifest } from '@gender/core/node';
import { trainingOf, type PredictedSplit } from '@gender/evaluation';
import type { Origin } from '@gender/report';

type Facts = Origin['model'];

/** What manifests say of a model and of the pictures that it was shown. */
export async function originOf(
  { model, modelSha256, dataset, split, rows, skipped, trainedOn }: PredictedSplit,
  dataRoot: string,
): Promise<Origin> {
  const training = await trainingOf(model, modelSha256);
  const folder = join(dataRoot, dataset);
  const prepared = await preparationOf(folder);
  return {
    model: {
      file: basename(model),
      'SHA-256': modelSha256,
      ...(training === undefined
        ? { origin: notKnown(model, 'file') }
        : trainingFacts(training.manifest)),
    },
    data: {
      'dataset and split': `${dataset}, ${split}`,
      ...(trainedOn && { 'trained on': `${trainedOn} of these pictures` }),
      pictures: `${rows.length}${skipped.length === 0 ? '' : `, and ${skipped.length} left out that could not be read`}`,
      ...(prepared === undefined
        ? { origin: notKnown(folder, 'dataset') }
        : preparationFacts(prepared)),
    },
  };
}

function notKnown(output: string, what: string): string {
  return existsSync(`${output}.manifest.json`)
    ? `not known: the manifest beside the ${what} does not name this very ${what}`
    : `not known: no manifest lies beside the ${what}`;
}

/** What is known of a dataset, whose `split.json` must be that of then. */
async function preparationOf(folder: string): Promise<Manifest | undefined> {
  if (!existsSync(`${folder}.manifest.json`)) return undefined;
  const manifest = await readManifest(folder);
  const split = join(folder, 'split.json');
  const wanted = manifest.outputs?.[`${basename(folder)}/split.json`];
  return existsSync(split) && (await sha256File(split)) === wanted ? manifest : undefined;
}

function trainingFacts({ createdAt, seed, versions, options, inputs, results }: Manifest): Facts {
  const told = ['dataset', 'backbone', 'features', 'epochs', 'batchSize', 'precision', 'faces'];
  return {
    'made at': createdAt,
    ...Object.fromEntries(told.flatMap((name) => fact(name, options[name]))),
    ...Object.fromEntries(fact('preprocessing', options['preprocessing'])),
    ...Object.fromEntries(fact('hidden units', options['hiddenUnits'])),
    ...Object.fromEntries(fact('seed', seed)),
    ...Object.fromEntries(fact('temperature', results?.['temperature'])),
    inputs: Object.entries(inputs)
      .map(([file, hash]) => `${basename(file)} ${hash.slice(0, 12)}…`)
      .join(', '),
    versions: describe(versions),
  };
}

function preparationFacts({ createdAt, seed, options, versions }: Manifest): Facts {
  return {
    'made at': createdAt,
    ...Object.fromEntries(fact('options', options)),
    ...Object.fromEntries(fact('seed', seed)),
    versions: describe(versions),
  };
}

function fact(name: string, value: unknown): (readonly [string, string])[] {
  return value === undefined ? [] : [[name, describe(value)]];
}

/** Plain data in words: `epochs 10, adam (beta1 0.9, …)`. */
function describe(value: unknown): string {
  if (Array.isArray(value)) return value.map(describe).join(', ');
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.entries(value)
    .filter(([, each]) => each !== undefined)
    .map(([name, each]) =>
      typeof each === 'object' && each !== null && !Array.isArray(each)
        ? `${name} (${describe(each)})`
        : `${name} ${describe(each)}`,
    )
    .join(', ');
}
