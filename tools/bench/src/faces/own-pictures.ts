// How accurate models of few pictures of one's own are, and at which ages: features are made once, and heads trained on draws of their rows.
// node --import tsx --conditions=@gender/source tools/bench/src/faces/own-pictures.ts --data-root=data --dataset=Faces
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fitHead, initialRows, outlineHead } from '@gender/classifier';
import { createRandom, required, zip } from '@gender/core';
import { readSplitManifest } from '@gender/dataset';
import {
  concatenateStores,
  openDatasetFeatures,
  selectRows,
  type FeatureStore,
} from '@gender/features';
import { topClasses } from '@gender/metrics';
import { positiveInteger, commaSeparated, readFlags } from '@gender/testing/flags';
import * as z from 'zod';
import { drawRows, type Draw } from './draw-rows.js';
import { meanRight, type Answer } from './two-way-bootstrap.js';

const options = readFlags({
  usage:
    'own-pictures.ts --data-root FOLDER --dataset NAME [--backbone face-api] [--labelled 50,200,1000] [--draws 10] [--test 1200] [--epochs 10] [--patience 3]',
  schema: z.object({
    'data-root': z.string(),
    /** A prepared dataset; its splits are taken together and cut anew. */
    dataset: z.string(),
    backbone: z.string().default('face-api'),
    /** How many labelled pictures there are, a fifth of which validate. */
    labelled: commaSeparated.pipe(z.array(positiveInteger)).default([50, 200, 1000]),
    draws: z.coerce.number().int().min(2).default(10),
    /** Pictures that each draw is tested on. */
    test: positiveInteger.default(1200),
    epochs: positiveInteger.default(10),
    patience: positiveInteger.default(3),
  }),
});

/** Ages that are told apart, by the first of each group. */
const AGES = [0, 10, 20, 40, 60];

await using features = await openDatasetFeatures({
  dataRoot: options['data-root'],
  dataset: options.dataset,
  backbone: options.backbone,
  splits: ['train', 'validation', 'test'],
});
const store = concatenateStores(...features.stores);
const known = await factsOf(features.stores);
const originals = known.flatMap(({ copyOf }, row) => (copyOf === undefined ? [row] : []));
const folder = await mkdtemp(join(tmpdir(), 'own-pictures-'));
try {
  for (const labelled of options.labelled) report(labelled, await measure(labelled));
} finally {
  await rm(folder, { recursive: true });
}

/** The answers to the test pictures of every draw. */
async function measure(labelled: number): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (let draw = 0; draw < options.draws; draw += 1) {
    const rows = drawRows(originals, labelOf, { labelled, test: options.test, seed: draw });
    answers.push(...(await answersOf(rows, draw)));
  }
  return answers;
}

async function answersOf({ train, validation, test }: Draw, draw: number): Promise<Answer[]> {
  const { classes } = store.record;
  const head = outlineHead({ inputShape: store.rowShape, classes });
  const fitted = await fitHead({
    head,
    initial: initialRows(head, createRandom(draw).fork('head')),
    train: selectRows(store, train),
    validation: selectRows(store, validation),
    test: selectRows(store, test),
    weights: join(folder, 'weights.h5'),
    epochs: options.epochs,
    patience: options.patience,
    seed: draw,
  });
  const { probabilities } = required(fitted.test, 'the predictions');
  return zip(test, topClasses(probabilities, classes.length)).map(([row, predicted]) => ({
    draw,
    picture: row,
    right: predicted === labelOf(row),
  }));
}

function report(labelled: number, answers: readonly Answer[]): void {
  const line = (name: string, of: readonly Answer[]): string => {
    const { mean, low, high } = meanRight(of, options.draws);
    const pictures = new Set(of.map(({ picture }) => picture)).size;
    return `${name.padEnd(8)} ${mean.toFixed(4)} [${low.toFixed(4)}, ${high.toFixed(4)}] of ${pictures} pictures\n`;
  };
  process.stdout.write(`${labelled} labelled pictures, ${options.draws} draws\n`);
  process.stdout.write(line('all', answers));
  for (const [index, from] of AGES.entries()) {
    const below = AGES[index + 1] ?? Infinity;
    const group = answers.filter(({ picture }) => {
      const age = known[picture]?.age;
      return age !== undefined && age >= from && age < below;
    });
    process.stdout.write(line(below === Infinity ? `${from}+` : `${from}-${below - 1}`, group));
  }
}

function labelOf(row: number): number {
  return required(store.record.images[row], `row ${row}`).label;
}

/** What `split.json` says of the picture of each row. */
async function factsOf(
  stores: readonly FeatureStore[],
): Promise<{ age?: number | undefined; copyOf?: string | undefined }[]> {
  const { files } = await readSplitManifest(join(options['data-root'], options.dataset));
  const byName = new Map(files.map((each) => [each.file, each]));
  return zip(features.names, stores).flatMap(([{ split }, { record }]) =>
    record.images.map(({ file }) => required(byName.get(`${split}/${file}`), file)),
  );
}
