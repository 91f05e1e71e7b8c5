import { extname, join } from 'node:path';
import {
  datasetNameSchema,
  defineCommand,
  existingFile,
  formatTable,
  UsageError,
  type CommandContext,
  type OptionTable,
  type OptionValues,
} from '@gender/cli';
import {
  calibrationNote,
  compareResults,
  describePersons,
  figureTitles,
  predictSplit,
  readResults,
  readSplitFacts,
  type Comparison,
  type NamedResults,
} from '@gender/evaluation';
import { writeComparison } from '@gender/report';
import * as z from 'zod';
import { describeInterval, signed, withInterval } from './describe-score.js';
import { modelOptions, onBadOption } from './model-options.js';
import { differingSheets } from './picture-sheets.js';
import { factsOf, uncertaintyOptions } from './uncertainty-options.js';

const { split, calibrated, faces, verify, engine, threads, device, dataRoot } = modelOptions;

const compareOptions = {
  results: {
    schema: z.array(z.string()).min(2, 'expected two or more results files or models'),
    description:
      'results files, as `predict` writes them, or models, which predict --testset; the first is the baseline',
    positional: true,
  },
  onlyCommon: {
    schema: z.boolean().default(false),
    description: 'compare the pictures that all files have; default: others are an error',
  },
  report: {
    schema: z.string().optional(),
    description:
      'folder for report.html and report.json: the comparison as a page, and as data; both name the pictures on which results differ',
    fallback: 'none is written',
  },
  withPictures: {
    schema: z.boolean().default(false),
    description: 'show on that page pictures of --testset that only one of two has right',
  },
  testset: {
    schema: datasetNameSchema.optional(),
    description:
      'name of the dataset of the pictures: models predict it, its split.json says who the persons are',
    fallback: 'nothing is known of the pictures but their names',
  },
  ...{ split, dataRoot, calibrated, faces, verify, engine, threads, device },
  ...onBadOption,
  ...uncertaintyOptions,
} satisfies OptionTable;

type CompareValues = OptionValues<typeof compareOptions>;

/** `gender-evaluate compare`. */
export const compareCommand = defineCommand({
  name: 'compare',
  summary: 'Compare results files of the same pictures, or models, with the first of them',
  examples: [
    ['a.csv b.csv', 'what b has more than a, with intervals and McNemar’s test'],
    ['a.csv b.csv --report out', 'the same, and as a page, out/report.html'],
    ['models/A.h5 models/B.h5 --testset Small', 'two models on the test set of Small'],
  ],
  options: compareOptions,
  run: async (options, context) => {
    const { dataRoot, testset, split, report, withPictures } = options;
    checkPicturesAsked(options);
    checkCalibrated(options);
    const results: NamedResults[] = [];
    for (const name of options.results) {
      results.push({ name, ...(await resultsOf(name, options, context)) });
    }
    const facts = [
      ...(testset === undefined ? [] : [await readSplitFacts(dataRoot, testset, split)]),
      ...(await factsOf(options)),
    ];
    const comparison = compareResults(results, { ...options, facts, logger: context.logger });
    if (report === undefined) return comparison;
    const pictures =
      withPictures && testset !== undefined
        ? await differingSheets(join(dataRoot, testset, split), comparison)
        : [];
    return { ...comparison, ...(await writeComparison(report, comparison, pictures)) };
  },
  print: (found) => {
    const text = describeComparison(found);
    return 'html' in found && typeof found.html === 'string' ? `${text}\n\n${found.html}` : text;
  },
});

function checkPicturesAsked({ withPictures, report, testset }: CompareValues): void {
  if (!withPictures || (report !== undefined && testset !== undefined)) return;
  throw new UsageError('--with-pictures goes with --report and --testset, whose pictures it shows');
}

/** Results files stay as they are, calibrated or not. */
function checkCalibrated({ calibrated, results }: CompareValues): void {
  const file = results.find(isResultsFile);
  if (!calibrated || file === undefined) return;
  throw new UsageError(
    `--calibrated calibrates what models say, and ${file} is a results file; predict models with --calibrated, and compare their results files`,
  );
}

function isResultsFile(name: string): boolean {
  return extname(name).toLowerCase() === '.csv';
}

/** What a results file says, or what a model says of the test set. */
async function resultsOf(
  name: string,
  { testset: dataset, ...options }: CompareValues,
  context: CommandContext,
): Promise<Omit<NamedResults, 'name'>> {
  if (isResultsFile(name)) return readResults(name);
  const model = existingFile(name, 'results files end in .csv; anything else is a model');
  if (dataset === undefined) {
    throw new UsageError(`${name} is a model: --testset names the dataset that it is to predict`);
  }
  const predicted = await predictSplit({ ...options, ...context, model, dataset });
  for (const { reason } of predicted.skipped) context.logger.warn(`left out: ${reason}`);
  return predicted;
}

const titles = { accuracy: 'accuracy', ...figureTitles };

function describeComparison(comparison: Comparison): string {
  const { images, leftOut, baseline, others, differing } = comparison;
  const left = leftOut.filter((each) => each.images > 0);
  const accuracies = formatTable(
    ['results', 'accuracy', 'only it right', 'only the first', 'McNemar p', 'adjusted (Holm)'],
    [
      [baseline.name, withInterval(baseline.accuracy, baseline.interval), '-', '-', '-', '-'],
      ...others.map(({ name, accuracy, interval, mcnemar }) => [
        ...[name, withInterval(accuracy, interval)],
        ...[`${mcnemar.onlyFirst}`, `${mcnemar.onlySecond}`],
        ...[mcnemar.exact.toFixed(4), mcnemar.adjusted.toFixed(4)],
      ]),
    ],
  );
  return [
    [
      `images  ${images}, of which ${differing.length} are not called the same by all`,
      ...left.map((each) => `left out of ${each.name}: ${each.images}, which not all have`),
    ].join('\n'),
    accuracies,
    ...others.map((other) => describeDifferences(other, comparison)),
    describeUncertainty(comparison),
  ].join('\n\n');
}

function describeDifferences(
  { name, differences }: Comparison['others'][number],
  { uncertainty: { confidence } }: Comparison,
): string {
  return formatTable(
    [`${name} less the first`, 'difference', `other than 0 (${confidence * 100} %)`],
    (Object.keys(titles) as (keyof typeof titles)[]).flatMap((key) => {
      const figure = differences[key];
      if (figure === undefined) return [];
      const { value, interval } = figure;
      const isOpen = interval !== undefined && interval.low <= 0 && interval.high >= 0;
      const between = interval === undefined ? ' (-)' : describeInterval(interval, signed);
      const verdict = interval === undefined ? '-' : isOpen ? 'no' : 'yes';
      return [[titles[key], signed(value) + between, verdict]];
    }),
  );
}

function describeUncertainty({ uncertainty }: Comparison): string {
  const { resamples } = uncertainty;
  const persons = describePersons(uncertainty);
  const of = persons ?? 'pictures as if all were of others';
  const differences =
    resamples === 0
      ? 'differences have none without resamples.'
      : `those of differences by ${resamples} paired resamples (BCa, means studentised). ${calibrationNote}`;
  return [
    `Intervals are of ${of}: those of accuracies Wilson's, ${differences}`,
    ...(persons === undefined
      ? []
      : ["McNemar's test takes pictures as independent: go by the intervals."]),
  ].join(' ');
}
