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
export const train = (...flags: string[]): CommandLine => [
  'gender-train',
  'train',
  '--dataset=Tiny',
  '--epoch=2',
  '--batch=4',
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
export const dataset = [descriptor, prepare()];
export const parts = [...dataset, extract('--shard=1/2'), extract('--shard=2/2')];

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
  { name: 'evaluate', before: [...dataset, train()], line: evaluator('evaluate') },
  { name: 'predict', before: [...dataset, train()], line: evaluator('predict') },
];
