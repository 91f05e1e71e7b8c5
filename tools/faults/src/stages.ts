import type { CommandLine } from './run-program.js';

/** A stage of the whole job, as it is killed. */
export interface Stage {
  readonly name: string;
  /** What was run before, in the folder of drawn faces and the miniature network. */
  readonly before: readonly CommandLine[];
  readonly line: CommandLine;
  /** What a run says that finds its work done, and ends with an error for it. */
  readonly finished?: RegExp;
}

export const convertTo = (output: string): CommandLine => [
  'gender-convert',
  'convert',
  '--input=tiny.mat',
  `--output=models/${output}`,
];
export const descriptor = convertTo('VGG_Face_pretrained_descriptor.h5');
export const prepare = (...flags: string[]): CommandLine => [
  'gender-prepare',
  'prepare',
  '--data-dir=faces',
  '--dataset=Tiny',
  ...flags,
];
export const extract = (...flags: string[]): CommandLine => [
  'gender-train',
  'extract',
  '--dataset=Tiny',
  '--threads=1',
  ...flags,
];
export const evaluator = (command: string, ...flags: string[]): CommandLine => [
  'gender-evaluate',
  command,
  '--trainset=Tiny',
  '--testset=Tiny',
  '--threads=1',
  ...flags,
];
export const merge = (...flags: string[]): CommandLine => [
  'gender-train',
  'merge',
  '--dataset=Tiny',
  ...flags,
];
const trainer = (command: string, ...flags: string[]): CommandLine => [
  'gender-train',
  command,
  '--dataset=Tiny',
  '--epoch=2',
  '--threads=1',
  ...flags,
];
export const train = (...flags: string[]): CommandLine => trainer('train', '--batch=4', ...flags);
export const dataset = [descriptor, prepare()];
export const parts = [...dataset, extract('--shard=1/2'), extract('--shard=2/2')];
const trained = [...dataset, train()];
const sheet = '--sheet=sheet.html';

/** How the names of networks end, by format; TensorFlow.js is a folder. */
const endings = ['.h5', '.keras', '.onnx', '.safetensors', '/'];

/**
 * Every stage that writes.
 *
 * @param url - address of the archive of weights
 */
export const stagesWith = (url: string): readonly Stage[] => [
  {
    name: 'fetch',
    before: [],
    line: ['gender-convert', 'fetch', `--url=${url}`],
    finished: /is there already/,
  },
  ...endings.map((ending) => ({
    name: `convert ${ending}`,
    before: [],
    line: convertTo(`network${ending}`),
  })),
  { name: 'prepare', before: [], line: prepare() },
  { name: 'prepare --folds', before: [], line: prepare('--folds=3') },
  { name: 'inspect --sheet', before: [], line: ['gender-prepare', 'inspect', 'faces', sheet] },
  { name: 'audit --sheet', before: dataset, line: ['gender-prepare', 'audit', 'data/Tiny', sheet] },
  { name: 'prepare again', before: [prepare('--seed=7')], line: prepare() },
  { name: 'extract', before: dataset, line: extract() },
  {
    name: 'extract again',
    before: [...dataset, extract('--preprocess=rescale')],
    line: extract('--preprocess=network'),
  },
  { name: 'extract int8', before: dataset, line: extract('--precision=int8') },
  { name: 'merge', before: parts, line: merge() },
  { name: 'merge --remove-parts', before: parts, line: merge('--remove-parts') },
  { name: 'train', before: [...dataset, extract()], line: train() },
  { name: 'train again', before: [...dataset, train('--seed=7')], line: train() },
  {
    name: 'cross-validate',
    before: [...dataset, extract()],
    line: trainer('cross-validate', '--batch=4', '--folds=3'),
  },
  { name: 'tune', before: [...dataset, extract()], line: trainer('tune', '--trials=3') },
  { name: 'evaluate', before: trained, line: evaluator('evaluate') },
  { name: 'predict', before: trained, line: evaluator('predict') },
  { name: 'report', before: trained, line: evaluator('report', '--resamples=100') },
  { name: 'card', before: trained, line: evaluator('card', '--resamples=100') },
  {
    name: 'compare --report',
    before: [...trained, train('--seed=7', '--name=Other')],
    line: [
      'gender-evaluate',
      'compare',
      'models/Tiny_Transfer_Model.h5',
      'models/Other_Transfer_Model.h5',
      '--testset=Tiny',
      '--report=comparison',
    ],
  },
  {
    name: 'explain',
    before: trained,
    line: ['gender-evaluate', 'explain', 'models/Tiny_Transfer_Model.h5', 'faces/Male'],
  },
];
