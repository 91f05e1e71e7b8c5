import { join } from 'node:path';
import * as z from 'zod';
import { drawDataset } from './draw-dataset.js';
import { writeRandomBackbone } from './random-backbone.js';
import { runApp } from './run-app.js';

/** Which demo to run. */
export interface DemoOptions {
  seed: number;
  /** The checked-in backbone, or random weights in its shape. */
  backbone: 'pretrained' | 'random';
  /** The MatConvNet file of the checked-in backbone. */
  weights: string;
  /** An empty folder for everything that the demo writes. */
  folder: string;
}

/** What a step found out: a line for people, and the test score where it has one. */
export interface StepResult {
  text: string;
  score?: DemoScore;
}

/** How good the trained classifier is. */
export interface DemoScore {
  accuracy: number;
  images: number;
}

/** One step of the demo. */
export interface DemoStep {
  readonly name: string;
  run(): Promise<StepResult>;
}

const DATASET = 'DemoFaces';

/** The steps of the whole job, in order, each as a user would do it. */
export function demoSteps({ seed, backbone, weights, folder }: DemoOptions): DemoStep[] {
  const download = join(folder, 'download');
  const models = join(folder, 'models');
  const shared = ['--data-root', folder, '--seed', String(seed)];
  const training = ['--dataset', DATASET, '--models', models, ...shared];
  const testing = ['--trainset', DATASET, '--testset', DATASET, '--models', models, ...shared];
  return [
    { name: 'draw', run: () => draw(download, seed) },
    { name: 'convert', run: () => convert({ seed, backbone, weights, folder }, models) },
    {
      name: 'prepare',
      run: () => prepare(['--data-dir', download, '--dataset', DATASET, ...shared]),
    },
    { name: 'extract', run: () => extract(training) },
    { name: 'train', run: () => train(training) },
    { name: 'evaluate', run: () => evaluate(testing) },
    { name: 'predict', run: () => predict(testing) },
  ];
}

async function draw(out: string, seed: number): Promise<StepResult> {
  const pictures = await drawDataset({ out, seed });
  const people = new Set(pictures.map(({ person }) => person)).size;
  return { text: `${pictures.length.toLocaleString('en')} pictures of ${people} people` };
}

async function convert(
  { seed, backbone, weights, folder }: DemoOptions,
  models: string,
): Promise<StepResult> {
  const random = join(folder, 'random_backbone.mat');
  if (backbone === 'random') await writeRandomBackbone(weights, random, seed);
  const input = backbone === 'random' ? random : weights;
  const output = join(models, 'VGG_Face_pretrained_descriptor.h5');
  const result = await runApp('converter', ['convert', '--input', input, '--output', output]);
  const { layers, parameters } = converted.parse(result);
  return { text: `${layers} layers, ${parameters.toLocaleString('en')} parameters, ${backbone}` };
}

async function prepare(flags: readonly string[]): Promise<StepResult> {
  const { counts } = prepared.parse(await runApp('preparer', ['prepare', ...flags]));
  const sizes = Object.entries(counts).map(([split, classes]) => {
    const images = Object.values(classes).reduce((sum, count) => sum + count, 0);
    return `${images} ${split}`;
  });
  return { text: sizes.join(', ') };
}

async function extract(flags: readonly string[]): Promise<StepResult> {
  const { stores } = extracted.parse(await runApp('trainer', ['extract', ...flags]));
  return { text: `features ${stores.map(({ shape }) => `(${shape.join(', ')})`).join(' ')}` };
}

async function train(flags: readonly string[]): Promise<StepResult> {
  const { epochs, bestEpoch } = trained.parse(await runApp('trainer', ['train', ...flags]));
  const best = epochs[bestEpoch - 1]?.valAccuracy.toFixed(4) ?? '';
  return { text: `best of ${epochs.length} epochs: ${bestEpoch}, validation accuracy ${best}` };
}

async function evaluate(flags: readonly string[]): Promise<StepResult> {
  const result = await runApp('evaluator', ['evaluate', ...flags]);
  const { images, accuracy, crossEntropy } = evaluated.parse(result);
  const text = `accuracy ${accuracy.toFixed(4)}, cross-entropy ${crossEntropy.toFixed(4)}`;
  return { text, score: { images, accuracy } };
}

async function predict(flags: readonly string[]): Promise<StepResult> {
  const result = await runApp('evaluator', ['predict', ...flags]);
  const { output, images } = predicted.parse(result);
  return { text: `${output}: ${images} rows` };
}

const converted = z.object({ layers: z.number(), parameters: z.number() });
const prepared = z.object({ counts: z.record(z.string(), z.record(z.string(), z.number())) });
const extracted = z.object({ stores: z.array(z.object({ shape: z.array(z.number()) })) });
const trained = z.object({
  epochs: z.array(z.object({ valAccuracy: z.number() })),
  bestEpoch: z.number(),
});
const evaluated = z.object({ images: z.number(), accuracy: z.number(), crossEntropy: z.number() });
const predicted = z.object({ output: z.string(), images: z.number() });
