import { required } from '@gender/core';
import { fewPictures, type Grouping } from '@gender/evaluation';
import { drawFile, seriesColours, seriesDashes, type Chart } from './chart.js';
import { intervalSpec } from './interval-chart.js';
import { decimals, percent, signed, signedSpan, span } from './numbers.js';
import type { ClassCurves, History, Report } from './report.js';

const size = { width: 360, height: 240 };
const part = { domain: [0, 1] };

/**
 * A name as data, which Vega would read as a path or an expression where it is a field. Where the
 * colours are used up, they come again with other dashes: of 36 series no two look alike.
 */
const asSeries = (names: readonly string[]): Record<string, unknown> => {
  const channel = (range: readonly unknown[]): object => ({
    ...{ field: 'series', type: 'nominal', scale: { domain: names, range } },
    ...(names.length < 2 && { legend: null }),
  });
  const round = seriesColours.length;
  return {
    color: channel(names.map((_, at) => seriesColours[at % round])),
    strokeDash: channel(names.map((_, at) => seriesDashes[(at + Math.floor(at / round)) % round])),
  };
};

const quantity = (field: string, title: string, scale?: object): object => ({
  ...{ field, type: 'quantitative', title },
  ...(scale && { scale }),
});

const diagonal = {
  data: {
    values: [
      { x: 0, y: 0 },
      { x: 1, y: 1 },
    ],
  },
  mark: { type: 'line', color: 'var(--muted)', strokeDash: [3, 3] },
  encoding: { x: { field: 'x', type: 'quantitative' }, y: { field: 'y', type: 'quantitative' } },
};

/** Every chart of a report, in its order. */
export function chartsOf(report: Report): {
  learning: Chart[];
  thresholds: Chart[];
  sureness: Chart[];
  groups: Chart[];
} {
  const { history, curves, score } = report;
  return {
    learning: history === undefined ? [] : [lossCurve(history), accuracyCurve(history)],
    thresholds: curves.length === 0 ? [] : [rocChart(curves), precisionRecallChart(curves)],
    sureness: [reliabilityChart(report), coverageChart(report)],
    groups: score.groups.map((grouping) => groupChart(grouping, score.accuracy)),
  };
}

const lossCurve = (history: History): Chart =>
  learningCurve(history, 'Loss', { training: 'loss', validation: 'valLoss' });

const accuracyCurve = (history: History): Chart =>
  learningCurve(history, 'Accuracy', { training: 'accuracy', validation: 'valAccuracy' });

/** How a training went as an SVG file of its own: loss and accuracy by epoch, side by side. */
export async function learningCurvesSvg(history: History): Promise<string> {
  const [loss, accuracy] = [lossCurve(history), accuracyCurve(history)];
  const titled = ({ title, spec }: Chart): object => ({ title, ...spec });
  return drawFile({
    ...loss,
    alt: `${loss.alt} ${accuracy.alt}`,
    spec: { hconcat: [titled(loss), titled(accuracy)] } as unknown as Chart['spec'],
  });
}

type EpochField = 'loss' | 'valLoss' | 'accuracy' | 'valAccuracy';

function learningCurve(
  { epochs, bestEpoch }: History,
  what: string,
  fields: Readonly<Record<'training' | 'validation', EpochField>>,
): Chart {
  const names = ['training', 'validation'] as const;
  const values = names.flatMap((series) =>
    epochs.map((each) => ({ series, epoch: each.epoch, value: each[fields[series]] })),
  );
  const best = required(
    epochs.find(({ epoch }) => epoch === bestEpoch),
    'the best epoch',
  );
  return {
    title: `${what} by epoch`,
    alt: `${what} over ${epochs.length} ${epochs.length === 1 ? 'epoch' : 'epochs'}. At the best epoch, ${bestEpoch}, it is ${decimals(best[fields.training])} in training and ${decimals(best[fields.validation])} on validation.`,
    note: `The line marks epoch ${bestEpoch}, whose weights are kept. Training counts with dropout, so it may lie below validation.`,
    spec: {
      ...size,
      layer: [
        {
          data: { values: [{ epoch: bestEpoch }] },
          mark: { type: 'rule', color: 'var(--muted)' },
          encoding: { x: { field: 'epoch', type: 'quantitative' } },
        },
        {
          data: { values },
          mark: { type: 'line', point: epochs.length < 30 },
          encoding: {
            x: {
              ...quantity('epoch', 'epoch', { nice: false, zero: false }),
              axis: { tickMinStep: 1, format: 'd' },
            },
            y: quantity('value', what.toLowerCase(), { zero: false }),
            ...asSeries(names),
          },
        },
      ],
    } as Chart['spec'],
    table: {
      columns: ['epoch', ...names],
      rows: epochs.map((each) => [
        `${each.epoch}`,
        ...names.map((series) => decimals(each[fields[series]])),
      ]),
    },
  };
}

function rocChart(curves: readonly ClassCurves[]): Chart {
  const values = curves.flatMap(({ name, roc }) =>
    roc.map(({ falsePositiveRate: x, truePositiveRate: y }) => ({ series: name, x, y })),
  );
  return {
    title: 'ROC curve',
    alt: `How many pictures of a class are found, against how many others are called it, as the threshold falls: ${curves.map(({ name }) => name).join(', ')} against the rest.`,
    note: 'The dashed diagonal is what guessing gives.',
    spec: curveSpec(curves, values, ['others called so', 'found'], [diagonal]),
    table: {
      columns: ['class', 'threshold', 'others called so', 'found'],
      rows: curves.flatMap(({ name, roc }) =>
        roc.map(({ threshold, falsePositiveRate, truePositiveRate }) => [
          ...[name, decimals(threshold)],
          ...[percent(falsePositiveRate), percent(truePositiveRate)],
        ]),
      ),
    },
  };
}

function precisionRecallChart(curves: readonly ClassCurves[]): Chart {
  const values = curves.flatMap(({ name, precisionRecall }) =>
    precisionRecall.map(({ recall: x, precision: y }) => ({ series: name, x, y })),
  );
  return {
    title: 'Precision and recall',
    alt: `How many of the pictures that are called a class are of it, against how many of it are found: ${curves.map(({ name }) => name).join(', ')} against the rest.`,
    spec: curveSpec(curves, values, ['recall', 'precision']),
    table: {
      columns: ['class', 'threshold', 'recall', 'precision'],
      rows: curves.flatMap(({ name, precisionRecall }) =>
        precisionRecall.map(({ threshold, recall, precision }) => [
          ...[name, decimals(threshold)],
          ...[percent(recall), percent(precision)],
        ]),
      ),
    },
  };
}

function curveSpec(
  curves: readonly ClassCurves[],
  values: readonly object[],
  [x, y]: readonly [string, string],
  behind: readonly object[] = [],
): Chart['spec'] {
  const names = curves.map(({ name }) => name);
  return {
    ...size,
    layer: [
      ...behind,
      {
        data: { values },
        mark: { type: 'line', interpolate: 'linear', strokeWidth: 2 },
        encoding: {
          x: { ...quantity('x', x, part), sort: null },
          y: quantity('y', y, part),
          order: { value: 0 },
          ...asSeries(names),
        },
      },
    ],
  } as unknown as Chart['spec'];
}

function reliabilityChart({ score }: Report): Chart {
  const values = score.calibration.map(({ interval, ...bin }) => ({
    ...bin,
    ...{ low: interval.low, high: interval.high },
  }));
  const { calibrationError: error } = score;
  return {
    title: 'Reliability',
    alt: `How often answers of a confidence are right. On the diagonal a model is right as often as it says.${error === undefined ? '' : ` The expected calibration error is ${decimals(error)}.`}`,
    note: 'A point is the answers of one fifteenth of the confidences, larger where they are more; below the diagonal the model is too sure. Bars are 95 % intervals.',
    spec: {
      ...size,
      layer: [
        diagonal,
        {
          data: { values },
          mark: { type: 'rule', color: seriesColours[0] },
          encoding: {
            x: { field: 'confidence', type: 'quantitative' },
            y: { field: 'low', type: 'quantitative' },
            y2: { field: 'high' },
          },
        },
        {
          data: { values },
          mark: { type: 'point', filled: true, opacity: 1, color: seriesColours[0] },
          encoding: {
            x: quantity('confidence', 'mean confidence', part),
            y: quantity('accuracy', 'right', part),
            size: {
              ...{ field: 'images', type: 'quantitative', legend: null },
              scale: { range: [30, 300] },
            },
          },
        },
      ],
    } as unknown as Chart['spec'],
    table: {
      columns: ['mean confidence', 'pictures', 'right', '95 % interval'],
      rows: values.map(({ confidence, images, accuracy, low, high }) => [
        ...[decimals(confidence), `${images}`],
        ...[percent(accuracy), span({ low, high }, percent)],
      ]),
    },
  };
}

function coverageChart({ score }: Report): Chart {
  const points = score.coverage;
  const all = required(points.at(-1), 'the point of full coverage');
  return {
    title: 'Coverage and accuracy',
    alt: `How right the answers are when the least confident ones are left open; of all ${all.images} it is ${percent(all.accuracy)}.`,
    note: 'Read from the right: leaving open what is least sure should make the rest more right. On the left few pictures count.',
    spec: {
      ...size,
      data: { values: points },
      mark: { type: 'line', strokeWidth: 2, color: seriesColours[0] },
      encoding: {
        x: quantity('coverage', 'answered', part),
        y: quantity('accuracy', 'right of the answered', { zero: false }),
      },
    } as unknown as Chart['spec'],
    table: {
      columns: ['least confidence', 'answered', 'pictures', 'right'],
      rows: points.map(({ minConfidence, coverage, images, accuracy }) => [
        ...[decimals(minConfidence), percent(coverage)],
        ...[`${images}`, percent(accuracy)],
      ]),
    },
  };
}

function groupChart({ by, groups }: Grouping, accuracy: number): Chart {
  const label = ({ group, few }: Grouping['groups'][number]): string =>
    few ? `${group} *` : group;
  const rows = groups.map((each) => ({
    ...{ label: label(each), value: each.accuracy, interval: each.interval },
    isHollow: each.few,
  }));
  const few = groups.some((each) => each.few);
  return {
    title: `Accuracy by ${by}`,
    alt: `Accuracy of each ${by} with its 95 % interval: ${groups.map((each) => `${each.group} ${percent(each.accuracy)} of ${each.images}`).join(', ')}; of all ${percent(accuracy)}.`,
    note: `The line is the accuracy of all pictures.${few ? ` Hollow and with *: fewer than ${fewPictures} pictures, which say little.` : ''}`,
    spec: intervalSpec(rows, { by, title: 'accuracy', line: accuracy }),
    table: {
      columns: [
        by,
        'pictures',
        'accuracy',
        '95 % interval',
        'less the rest',
        ...classNames(groups),
      ],
      rows: groups.map((each) => [
        ...[label(each), `${each.images}`, decimals(each.accuracy), span(each.interval)],
        each.gap === undefined
          ? '–'
          : `${signed(each.gap.accuracy.difference)} (${signedSpan(each.gap.accuracy.interval)})`,
        ...classNames(groups).map((column) => errorCell(each, column)),
      ]),
    },
  };
}

const wrong = (name: string): string => `${name} wrong`;

function classNames(groups: Grouping['groups']): string[] {
  return [...new Set(groups.flatMap(({ errors }) => errors.map(({ name }) => wrong(name))))];
}

function errorCell({ errors }: Grouping['groups'][number], column: string): string {
  const error = errors.find(({ name }) => wrong(name) === column);
  if (error === undefined) return '–';
  return `${decimals(error.rate)} (${span(error.interval)}) of ${error.images}`;
}
