/** Writes what `keras_fit.py` trains: `node … keras_fit_cases.ts <cases.json>`. */
import { writeFileSync } from 'node:fs';
import type { FeatureStore } from '@gender/features';
import { layerWeights } from '@gender/network';
import { resolveClassWeights } from '../../libs/classifier/src/training/class-weights.js';
import { completeConfig } from '../../libs/classifier/src/training-config.js';
import {
  BATCH_SIZE,
  configs,
  EPOCHS,
  headOf,
  orderOf,
  trainStore,
  validationStore,
} from '../../libs/classifier/test/keras-fit-case.js';

async function dataOf(store: FeatureStore): Promise<Record<string, unknown>> {
  const { data, shape } = await store.read(0, store.length);
  return { shape, features: [...data], labels: labelsOf(store) };
}

function labelsOf({ record }: FeatureStore): number[] {
  return record.images.map(({ label }) => label);
}

const { classes } = trainStore.record;
const cases = Object.entries(configs).map(([name, config]) => ({
  name,
  ...completeConfig(config),
  hiddenUnits: config.hiddenUnits ?? [8, 6],
  batchSize: BATCH_SIZE,
  classWeights: resolveClassWeights(config.classWeights, classes, labelsOf(trainStore)) ?? null,
  weights: headOf(config).layers.flatMap((layer) =>
    layerWeights(layer).map(({ tensor }) => ({ shape: tensor.shape, data: [...tensor.data] })),
  ),
}));
const orders = Array.from({ length: EPOCHS }, (_, index) => orderOf(index + 1));
const [train, validation] = [await dataOf(trainStore), await dataOf(validationStore)];
writeFileSync(
  process.argv[2] ?? 'cases.json',
  JSON.stringify({ cases, orders, train, validation }),
);
