import { formatTable } from '@gender/cli';
import { zip } from '@gender/core';
import {
  calibrationNote,
  describePersons,
  figureTitles,
  type ClassError,
  type Difference,
  type Grouping,
  type Score,
} from '@gender/evaluation';

/** Where a figure lies. */
type Interval = Difference['interval'];

const columnWidth = 22;

/** A score as text for people: figures with their intervals, classes, the confusion matrix, groups. */
export function describeScore(score: Score): string {
  const { confusion, perClass, groups } = score;
  const classes = formatTable(
    ['class', 'images', 'precision', 'recall', 'F1'],
    perClass.map(({ name, support, precision, recall, f1, intervals }) => [
      ...[name, String(support)],
      ...[
        withInterval(precision, intervals.precision),
        withInterval(recall, intervals.recall),
        withInterval(f1, intervals.f1),
      ],
    ]),
  );
  const matrix = formatTable(
    ['true \\ predicted', ...confusion.classes],
    zip(confusion.classes, confusion.matrix).map(([name, row]) => [name, ...row.map(String)]),
  );
  return [
    figuresOf(score).join('\n'),
    ...[describeUncertainty(score), classes, matrix],
    ...groups.map((grouping) => describeGroups(grouping, confusion.classes)),
  ].join('\n\n');
}

function figuresOf(score: Score): string[] {
  const { images, perClass, batchMeanCrossEntropy, intervals, answered } = score;
  const line = (title: string, text: string): string => `${title.padEnd(columnWidth)}${text}`;
  const lines = Object.entries(figureTitles).flatMap(([key, title]) => {
    const name = key as keyof typeof figureTitles;
    const value = score[name];
    return value === undefined ? [] : [line(title, withInterval(value, intervals[name]))];
  });
  const batches = line('  by batches', String(batchMeanCrossEntropy?.toFixed(4)));
  return [
    line(
      'images',
      `${images}: ${perClass.map((each) => `${each.support} ${each.name}`).join(', ')}`,
    ),
    line('accuracy', withInterval(score.accuracy, intervals.accuracy)),
    ...lines.slice(0, 2),
    ...(batchMeanCrossEntropy === undefined ? [] : [batches]),
    ...lines.slice(2),
    ...(answered === undefined ? [] : [line('answered', describeAnswered(answered))]),
  ];
}

function describeAnswered(answered: NonNullable<Score['answered']>): string {
  const { images, coverage, minConfidence, accuracy, interval } = answered;
  const right =
    accuracy === undefined ? '' : `, of which right ${withInterval(accuracy, interval)}`;
  return `${images} (${coverage.toFixed(4)}) with at least ${minConfidence}${right}`;
}

function describeUncertainty({ uncertainty }: Score): string {
  const { confidence, resamples } = uncertainty;
  const of = describePersons(uncertainty) ?? 'pictures as if all were of others';
  const rest =
    resamples === 0
      ? '.'
      : `; the rest by ${resamples} resamples (BCa, means studentised). ${calibrationNote}`;
  return `In brackets ${confidence * 100} % intervals, of ${of}: parts of pictures Wilson's${rest}`;
}

function describeGroups({ by, groups }: Grouping, classes: readonly string[]): string {
  const shown = by === 'class' ? [] : classes;
  const table = formatTable(
    [by, 'images', 'accuracy', 'less the rest', ...shown.map((name) => `${name} wrong`)],
    groups.map(({ group, images, few, accuracy, interval, gap, errors }) => [
      group,
      `${images}${few ? ' *' : ''}`,
      withInterval(accuracy, interval),
      gap === undefined
        ? '-'
        : signed(gap.accuracy.difference) + describeInterval(gap.accuracy.interval, signed),
      ...shown.map((name) => describeError(errors.find((error) => error.name === name))),
    ]),
  );
  return groups.some(({ few }) => few) ? `${table}\n* fewer than 30 images` : table;
}

function describeError(error: ClassError | undefined): string {
  if (error === undefined) return '-';
  return `${withInterval(error.rate, error.interval)} of ${error.images}`;
}

/** A figure and its interval: `0.9411 (0.9205–0.9566)`. */
export function withInterval(value: number, interval: Interval | undefined): string {
  return `${value.toFixed(4)}${interval === undefined ? ' (-)' : describeInterval(interval)}`;
}

/** An interval after its figure: ` (0.9205–0.9566)`, of signed numbers ` (−0.01 … +0.02)`. */
export function describeInterval({ low, high }: Interval, format = plain): string {
  const between = format === plain ? '–' : ' … ';
  return ` (${format(low)}${between}${format(high)})`;
}

function plain(value: number): string {
  return value.toFixed(4);
}

/** A difference with its sign. */
export function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(4)}`;
}
