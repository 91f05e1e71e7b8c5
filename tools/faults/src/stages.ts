import type { CommandLine } from './run-program.js';

/** A stage of the whole job, as it is killed. */
export interface Stage {
  readonly name: string;
  /** What was run before, in the folder of drawn faces and the miniature network. */
  readonly before: readonly CommandLine[];
  readonly line: CommandLine;
}

const convertTo = (output: string): CommandLine => [
  'gender-convert',
  'convert',
  '--input=tiny.mat',
  `--output=models/${output}`,
];
const descriptor = convertTo('VGG_Face_pretrained_descriptor.h5');
const prepare = (...flags: string[]): CommandLine => [
  'gender-prepare',
  'prepare',
  '--data-dir=faces',
  '--dataset=Tiny',
  ...flags,
];
const extract = (...flags: string[]): CommandLine => [
  'gender-train',
  'extract',
  '--dataset=Tiny',
  '--threads=1',
  ...flags,
];
const train = (...flags: string[]): CommandLine => [
  'gender-train',
  'train',
  '--dataset=Tiny',
  '--epoch=2',
  '--batch=4',
  '--threads=1',
  ...flags,
];
const evaluator = (command: string): CommandLine => [
  'gender-evaluate',
  command,
  '--trainset=Tiny',
  '--testset=Tiny',
  '--threads=1',
];
const merge = (...flags: string[]): CommandLine => [
  'gender-train',
  'merge',
  '--dataset=Tiny',
  ...flags,
];
const dataset = [descriptor, prepare()];
const parts = [...dataset, extract('--shard=1/2'), extract('--shard=2/2')];

/** How the names of networks end, by format; TensorFlow.js is a folder. */
const endings = ['.h5', '.keras', '.onnx', '.safetensors', '/'];

/** Every stage that writes. */
export const stages: readonly Stage[] = [
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
