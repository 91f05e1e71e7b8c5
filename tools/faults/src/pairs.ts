import type { CommandLine } from './run-program.js';
import { convertTo, dataset, evaluator, extract, merge, parts, prepare, train } from './stages.js';

/** Two commands that are started at nearly the same time in one folder. */
export interface Pair {
  readonly name: string;
  /** What was run before, in the folder of drawn faces and the miniature network. */
  readonly before: readonly CommandLine[];
  readonly lines: readonly [CommandLine, CommandLine];
  /** What the second of two says that finds the work of the first done, and ends with an error for it. */
  readonly finished?: RegExp;
}

const rescale = '--preprocess=rescale';
const trained = (name: string, ...flags: string[]): CommandLine =>
  train(`--name=${name}`, ...flags);
const modelOf = (name: string): string => `--model=models/${name}_Transfer_Model.h5`;
const models = [...dataset, trained('Net', '--preprocess=network'), trained('Scaled', rescale)];

/** A command beside itself, and beside the same command in another way. */
function bothWays(
  name: string,
  before: readonly CommandLine[],
  one: CommandLine,
  other: CommandLine,
): Pair[] {
  return [
    { name: `${name}, two ways`, before, lines: [one, other] },
    { name: `${name}, one way`, before, lines: [one, one] },
  ];
}

/**
 * Every command that writes, twice at once.
 *
 * @param url - address of the archive of weights
 */
export function pairsWith(url: string): Pair[] {
  const fetch: CommandLine = ['gender-convert', 'fetch', `--url=${url}`];
  const evaluate = (name: string): CommandLine => evaluator('evaluate', modelOf(name));
  const predict = (name: string): CommandLine => evaluator('predict', modelOf(name));
  return [
    ...bothWays('evaluate', models, evaluate('Net'), evaluate('Scaled')),
    ...bothWays('predict', models, predict('Net'), predict('Scaled')),
    ...bothWays('extract', dataset, extract('--preprocess=network'), extract(rescale)),
    ...bothWays('train', dataset, train('--preprocess=network'), train(rescale)),
    { name: 'train, two seeds', before: dataset, lines: [train('--seed=1'), train('--seed=2')] },
    { name: 'merge, one way', before: parts, lines: [merge(), merge()] },
    { name: 'merge, extract in another way', before: parts, lines: [merge(), extract(rescale)] },
    ...bothWays('prepare', [], prepare(), prepare('--seed=7')),
    ...bothWays('convert', [], convertTo('network.h5'), convertTo('network.onnx')),
    { name: 'fetch', before: [], lines: [fetch, fetch], finished: /is there already/ },
    { name: 'evaluate and train', before: models, lines: [evaluate('Net'), train('--seed=3')] },
    { name: 'extract and evaluate', before: models, lines: [extract(rescale), evaluate('Scaled')] },
  ];
}
