import { required, zip } from '@gender/core';
import {
  compareFigures,
  holm,
  mcnemar,
  measureFigures,
  proportion,
  shownPersons,
  usualConfidence,
  usualResamples,
  type Figure,
  type FigureName,
  type Interval,
  type McNemar,
} from '@gender/metrics';
import { differingPictures, type DifferingPicture } from './differing-pictures.js';
import { EvaluationError } from './evaluation-error.js';
import { personsOf } from './picture-facts.js';
import { calledOf, type ResultRow, type Results } from './results.js';
import type { Uncertainty, UncertaintyOptions } from './score-results.js';

/** Results with the name by which a comparison speaks of them, such as their file. */
export interface NamedResults extends Results {
  readonly name: string;
}

/** How {@link compareResults} compares. */
export interface CompareOptions extends UncertaintyOptions {
  /** Compare the pictures that are in all results, and leave others out; default: others are an error. */
  readonly onlyCommon?: boolean | undefined;
}

/** How results differ from the first of them, on the same pictures; plain data. */
export interface Comparison {
  /** The pictures that are compared. */
  readonly images: number;
  /** How many pictures of each results are left out, as not all have them. */
  readonly leftOut: readonly { readonly name: string; readonly images: number }[];
  readonly baseline: MeasuredResults;
  readonly others: readonly ComparedResults[];
  /** The pictures that not all results call the same, in the order of the baseline. */
  readonly differing: readonly DifferingPicture[];
  readonly uncertainty: Uncertainty;
}

/** Results by themselves; plain data. */
export interface MeasuredResults {
  readonly name: string;
  readonly accuracy: number;
  readonly interval: Interval;
  readonly figures: Readonly<Partial<Record<FigureName, Figure>>>;
}

/** How results differ from the baseline; plain data. */
export interface ComparedResults extends MeasuredResults {
  /** Each figure less that of the baseline, with the interval of the paired bootstrap (BCa). */
  readonly differences: Readonly<Partial<Record<FigureName | 'accuracy', Figure>>>;
  /** McNemar's test of the answers: `onlyFirst` has these results right, `onlySecond` the baseline. */
  readonly mcnemar: McNemar & {
    /** The exact p adjusted for the number of comparisons (Holm). */
    readonly adjusted: number;
  };
}

/**
 * Compares results of the same pictures with the first of them, matched by file.
 *
 * @param results - two or more, of the same classes
 * @throws EvaluationError (`RESULTS_PAIRS`) when there are fewer, classes or labels differ, a file
 *   stands in one twice, files differ and are not left out, or no file is in all.
 */
export function compareResults(
  results: readonly NamedResults[],
  options: CompareOptions = {},
): Comparison {
  const [baseline, ...others] = results;
  if (baseline === undefined || others.length === 0) {
    throw pairsError(`there are ${results.length} results to compare, expected two or more`);
  }
  for (const other of others) checkClasses(baseline, other);
  const files = commonFiles(results, options);
  const matched = results.map((each) => inOrder(each, files));
  const first = required(matched[0], 'the baseline');
  for (const other of matched.slice(1)) checkLabels(first, other);

  const { facts = [], resamples = usualResamples, seed = 0 } = options;
  const clusters = personsOf(first.rows, facts, options.logger);
  const bootstrap = { resamples, seed, clusters };
  const tests = matched.slice(1).map((other) => mcnemar(rightOf(other), rightOf(first)));
  const adjusted = holm(tests.map(({ exact }) => exact));
  const measured = (each: NamedResults): MeasuredResults => {
    const { rate: accuracy, interval } = proportion(rightOf(each), clusters);
    const { overall: figures } = measureFigures(calledOf(each), bootstrap);
    return { name: each.name, accuracy, interval, figures };
  };
  return {
    images: files.length,
    leftOut: results.map(({ name, rows }) => ({ name, images: rows.length - files.length })),
    baseline: measured(first),
    others: zip(zip(matched.slice(1), tests), adjusted).map(([[other, test], p]) => {
      const { accuracy, overall } = compareFigures(calledOf(other), calledOf(first), bootstrap);
      return {
        ...measured(other),
        differences: { accuracy, ...overall },
        mcnemar: { ...test, adjusted: p },
      };
    }),
    differing: differingPictures(matched),
    uncertainty: {
      ...{ confidence: usualConfidence, resamples, seed },
      ...shownPersons(clusters),
    },
  };
}

/** The files that are in all results, in the order of the first. */
function commonFiles(results: readonly NamedResults[], options: CompareOptions): string[] {
  const sets = results.map(({ name, rows }) => {
    const files = new Set(rows.map(({ file }) => file));
    if (files.size === rows.length) return files;
    const twice = rows.find(({ file }, at) => rows.findIndex((row) => row.file === file) !== at);
    throw pairsError(`${name} has ${twice?.file} twice; leave one of the rows`);
  });
  const [first, ...others] = sets;
  const common = [...required(first, 'the files of the baseline')].filter((file) =>
    others.every((files) => files.has(file)),
  );
  if (common.length === 0)
    throw pairsError('no picture is in all results; compare those of one set');
  if (options.onlyCommon === true) return common;
  const isCommon = new Set(common);
  for (const [{ name }, files] of zip(results, sets)) {
    const extra = [...files].filter((file) => !isCommon.has(file));
    if (extra.length === 0) continue;
    const shown = extra.slice(0, 5).join(', ');
    const more = extra.length > 5 ? ` and ${extra.length - 5} more` : '';
    throw pairsError(
      `${name} has pictures that others do not have: ${shown}${more}; compare results of the same pictures, or only the ${common.length} that all have`,
    );
  }
  return common;
}

function inOrder(results: NamedResults, files: readonly string[]): NamedResults {
  const rows = new Map(results.rows.map((row) => [row.file, row]));
  return { ...results, rows: files.map((file) => required(rows.get(file), `the row of ${file}`)) };
}

function checkClasses(baseline: NamedResults, other: NamedResults): void {
  if (baseline.classes.join('\n') === other.classes.join('\n')) return;
  throw pairsError(
    `${other.name} has the classes ${other.classes.join(', ')}, ${baseline.name} ${baseline.classes.join(', ')}; compare results of the same classes in the same order`,
  );
}

function checkLabels(baseline: NamedResults, other: NamedResults): void {
  const differing = zip(baseline.rows, other.rows).find(([a, b]) => a.label !== b.label);
  if (differing === undefined) return;
  const [{ file, label }, { label: second }] = differing;
  throw pairsError(
    `the true class of ${file} is ${baseline.classes[label]} in ${baseline.name}, but ${baseline.classes[second]} in ${other.name}`,
  );
}

function rightOf({ rows }: { readonly rows: readonly ResultRow[] }): boolean[] {
  return rows.map(({ label, predicted }) => label === predicted);
}

function pairsError(message: string): EvaluationError {
  return new EvaluationError('RESULTS_PAIRS', message);
}
