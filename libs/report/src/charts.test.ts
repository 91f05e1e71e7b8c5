import { describe, expect, test } from 'vitest';
import { picture, pictures, plainReport, scikitExample } from '../test/hand-computed.js';
import { smallReport } from '../test/small-report.js';
import { seriesColours, type Chart } from './chart.js';
import { chartsOf } from './charts.js';
import type { History } from './report.js';

/** What a layer of a chart draws, from the last one backwards. */
interface Layer {
  readonly data: { readonly values: readonly Record<string, unknown>[] };
  readonly mark: Record<string, unknown>;
  readonly encoding: Record<string, { scale: { range: unknown[] }; legend?: null }>;
}

/** The layers of a chart; of a chart without layers itself. */
function layersOf({ spec }: Chart): Layer[] {
  return (spec as unknown as { layer?: Layer[] }).layer ?? [spec as unknown as Layer];
}

/** A text with blanks that break lines in place of those that do not. */
const broken = (text: string): string => text.replaceAll('\u00a0', ' ');

/** The table behind a chart. */
const tableOf = ({ table: { columns, rows } }: Chart): Chart['table'] => ({
  columns,
  rows: rows.map((row) => row.map(broken)),
});

/** Two fields of the points of a layer. */
const pointsOf = (layer: Layer, x: string, y: string): unknown[] =>
  layer.data.values.map((value) => [value[x], value[y]]);

describe('the curves of thresholds', () => {
  const [roc, precisionRecall] = chartsOf(plainReport(scikitExample)).thresholds as [Chart, Chart];

  test('ROC: the points of scikit-learn, over the diagonal, from the threshold ∞ down', () => {
    const [diagonal, curve] = layersOf(roc) as [Layer, Layer];
    expect(pointsOf(diagonal, 'x', 'y')).toEqual([
      [0, 0],
      [1, 1],
    ]);
    expect(curve.data.values).toEqual([
      { series: 'b', x: 0, y: 0 },
      { series: 'b', x: 0, y: 0.5 },
      { series: 'b', x: 0.5, y: 0.5 },
      { series: 'b', x: 0.5, y: 1 },
      { series: 'b', x: 1, y: 1 },
    ]);
    expect(tableOf(roc)).toEqual({
      columns: ['class', 'threshold', 'others called so', 'found'],
      rows: [
        ['b', '∞', '0.0 %', '0.0 %'],
        ['b', '0.8000', '0.0 %', '50.0 %'],
        ['b', '0.4000', '50.0 %', '50.0 %'],
        ['b', '0.3500', '50.0 %', '100.0 %'],
        ['b', '0.1000', '100.0 %', '100.0 %'],
      ],
    });
  });

  test('precision and recall: the points of scikit-learn without its end point', () => {
    const [curve] = layersOf(precisionRecall) as [Layer];
    expect(pointsOf(curve, 'x', 'y')).toEqual([
      [0.5, 1],
      [0.5, 0.5],
      [1, 2 / 3],
      [1, 0.5],
    ]);
    expect(tableOf(precisionRecall)).toEqual({
      columns: ['class', 'threshold', 'recall', 'precision'],
      rows: [
        ['b', '0.8000', '50.0 %', '100.0 %'],
        ['b', '0.4000', '50.0 %', '50.0 %'],
        ['b', '0.3500', '100.0 %', '66.7 %'],
        ['b', '0.1000', '100.0 %', '50.0 %'],
      ],
    });
  });

  test('one curve needs no legend, no two of many look alike', () => {
    const [{ encoding: alone }] = layersOf(precisionRecall) as [Layer];
    expect([alone['color']!.legend, alone['strokeDash']!.legend]).toEqual([null, null]);
    const curves = Array.from({ length: 36 }, (_, at) => ({
      ...{ name: `class ${at}`, roc: [] },
      precisionRecall: [{ threshold: 0.5, precision: 1, recall: at / 36 }],
    }));
    const many = { ...plainReport(scikitExample), curves };
    const { encoding } = layersOf(chartsOf(many).thresholds[1]!)[0]!;
    const [colours, dashes] = [encoding['color']!.scale.range, encoding['strokeDash']!.scale.range];
    expect(encoding['color']).not.toHaveProperty('legend');
    const looks = colours.map((colour, at) => JSON.stringify([colour, dashes[at]]));
    expect(new Set(looks).size).toBe(36);
    expect(new Set(colours.slice(0, 6))).toEqual(new Set(seriesColours));
  });

  test('there are none where all pictures are of one class', () => {
    const results = { ...scikitExample, rows: [picture(1, 0.8), picture(1, 0.3)] };
    expect(chartsOf(plainReport(results)).thresholds).toEqual([]);
  });
});

describe('the charts of confidence', () => {
  // Confidences: four of 0.9, three right; two of 0.6, right; one of 0.7, wrong.
  const rows = [0.9, 0.9, 0.9].map((p) => picture(1, p));
  const more = [picture(0, 0.9), picture(0, 0.4), picture(1, 0.6), picture(0, 0.7)];
  const report = plainReport({ classes: ['a', 'b'], rows: [...rows, ...more] });
  const [reliability, coverage] = chartsOf(report).sureness as [Chart, Chart];

  test('reliability: each bin that has pictures at its mean, with the interval of Wilson', () => {
    const [diagonal, bars, points] = layersOf(reliability) as [Layer, Layer, Layer];
    expect(pointsOf(diagonal, 'x', 'y')).toHaveLength(2);
    const near = (value: number): unknown => expect.closeTo(value, 12);
    expect(points.data.values).toMatchObject([
      { confidence: near(0.6), accuracy: 1, images: 2, high: 1 },
      { confidence: near(0.7), accuracy: 0, images: 1, low: 0 },
      { confidence: near(0.9), accuracy: 0.75, images: 4 },
    ]);
    expect(bars.data.values).toEqual(points.data.values);
    // Wilson's intervals of 2 of 2, 0 of 1 and 3 of 4, from its formula with z = 1.959964.
    expect(tableOf(reliability)).toEqual({
      columns: ['mean confidence', 'pictures', 'right', '95 % interval'],
      rows: [
        ['0.6000', '2', '100.0 %', '34.2 %–100.0 %'],
        ['0.7000', '1', '0.0 %', '0.0 %–79.3 %'],
        ['0.9000', '4', '75.0 %', '30.1 %–95.4 %'],
      ],
    });
  });

  test('reliability says the calibration error in words, where there is one', () => {
    // (4 · |0.75 − 0.9| + 2 · |1 − 0.6| + 1 · |0 − 0.7|) / 7 = 0.3.
    expect(reliability.alt).toContain('The expected calibration error is 0.3000.');
    const { calibrationError: _, ...score } = report.score;
    expect(chartsOf({ ...report, score }).sureness[0]!.alt).toMatch(/as often as it says\.$/);
  });

  test('coverage: what is right of the answers down to each confidence', () => {
    const [line] = layersOf(coverage) as [Layer];
    expect(pointsOf(line, 'coverage', 'accuracy')).toEqual([
      [4 / 7, 3 / 4],
      [5 / 7, 3 / 5],
      [1, 5 / 7],
    ]);
    expect(tableOf(coverage)).toEqual({
      columns: ['least confidence', 'answered', 'pictures', 'right'],
      rows: [
        ['0.9000', '57.1 %', '4', '75.0 %'],
        ['0.7000', '71.4 %', '5', '60.0 %'],
        ['0.6000', '100.0 %', '7', '71.4 %'],
      ],
    });
    expect(broken(coverage.alt)).toContain('of all 7 it is 71.4 %');
  });
});

describe('the charts of groups', () => {
  /** 30 pictures of class a by the new camera, 27 right; 10 of class b by the old one, 5 right. */
  const rows = [...pictures(0, 30, 27, 'new'), ...pictures(1, 10, 5, 'old')];
  const camera = new Map(rows.map(({ file }) => [file, file.split('/')[0]!]));
  const [persons, ages] = [new Map<string, string>(), new Map<string, string>()];
  const facts = [{ persons, ages, columns: new Map([['camera', camera]]) }];
  const report = plainReport({ classes: ['a', 'b'], rows }, { facts });
  const [byClass, byCamera] = chartsOf(report).groups as [Chart, Chart];

  test('each group has its accuracy, interval, difference from the rest and errors', () => {
    expect(byClass.title).toBe('Accuracy by class');
    expect(byCamera.title).toBe('Accuracy by camera');
    // Intervals of Wilson and of Newcombe, from their formulas with z = 1.959964.
    expect(tableOf(byCamera)).toEqual({
      columns: [
        'camera',
        'pictures',
        'accuracy',
        '95 % interval',
        'less the rest',
        'a wrong',
        'b wrong',
      ],
      rows: [
        [
          'new',
          '30',
          '0.9000',
          '0.7438–0.9654',
          '+0.4000 (+0.0938 … +0.6714)',
          '0.1000 (0.0346–0.2562) of 30',
          '–',
        ],
        [
          'old *',
          '10',
          '0.5000',
          '0.2366–0.7634',
          '−0.4000 (−0.6714 … −0.0938)',
          '–',
          '0.5000 (0.2366–0.7634) of 10',
        ],
      ],
    });
    expect(broken(byCamera.alt)).toContain('new 90.0 % of 30, old 50.0 % of 10; of all 80.0 %.');
    expect(byClass.table.rows.map(([name]) => name)).toEqual(['a', 'b *']);
  });

  test('groups below 30 pictures are hollow and have a star, one of 30 is not', () => {
    const [all, bars, points] = layersOf(byCamera) as [Layer, Layer, Layer];
    expect(all.data.values).toEqual([{ line: 0.8 }]);
    expect(points.data.values).toMatchObject([
      { label: 'new', isHollow: false, value: 0.9 },
      { label: 'old *', isHollow: true, value: 0.5 },
    ]);
    expect(bars.data.values).toEqual(points.data.values);
    expect(byCamera.note).toContain('with *: fewer than 30 pictures');
    const starred = (images: number): string[] => {
      const results = { classes: ['a', 'b'], rows: pictures(0, images, images, 'one') };
      const [{ note, table }] = chartsOf(plainReport(results)).groups as [Chart];
      return [table.rows[0]![0]!, note!];
    };
    expect(starred(29)).toEqual(['a *', expect.stringContaining('fewer than 30')]);
    expect(starred(30)).toEqual(['a', 'The line is the accuracy of all pictures.']);
  });

  test('a group without others has no difference from them', () => {
    const results = { classes: ['a', 'b'], rows: pictures(0, 30, 30, 'one') };
    const [{ table }] = chartsOf(plainReport(results)).groups as [Chart];
    // Wilson's interval of 30 of 30: low is 30 / (30 + z²).
    expect(table.columns).not.toContain('b wrong');
    expect(table.rows).toEqual([
      ['a', '30', '1.0000', '0.8865–1.0000', '–', '0.0000 (0.0000–0.1135) of 30'],
    ]);
  });
});

describe('the curves of learning', () => {
  const epochs = [
    { epoch: 1, loss: 0.7, valLoss: NaN, accuracy: 0.5, valAccuracy: 0.25, seconds: 3 },
    { epoch: 2, loss: 0.25, valLoss: 0.5, accuracy: 1, valAccuracy: 0.75, seconds: 3 },
  ];
  const learning = (history: History): Chart[] => chartsOf(smallReport({ history })).learning;

  test('loss and accuracy of both sets by epoch, the best one marked', () => {
    const [loss, accuracy] = learning({ bestEpoch: 2, epochs }) as [Chart, Chart];
    const [mark, lines] = layersOf(accuracy) as [Layer, Layer];
    expect(mark.data.values).toEqual([{ epoch: 2 }]);
    expect(lines.data.values).toEqual([
      { series: 'training', epoch: 1, value: 0.5 },
      { series: 'training', epoch: 2, value: 1 },
      { series: 'validation', epoch: 1, value: 0.25 },
      { series: 'validation', epoch: 2, value: 0.75 },
    ]);
    expect(tableOf(loss)).toEqual({
      columns: ['epoch', 'training', 'validation'],
      rows: [
        ['1', '0.7000', '–'],
        ['2', '0.2500', '0.5000'],
      ],
    });
    expect(loss.alt).toContain('At the best epoch, 2, it is 0.2500 in training and 0.5000 on');
  });

  test('a training of 30 epochs and more has lines without points', () => {
    const pointed = (length: number): unknown => {
      const many = Array.from({ length }, (_, at) => ({ ...epochs[1]!, epoch: at + 1 }));
      return layersOf(learning({ bestEpoch: 1, epochs: many })[0]!)[1]!.mark['point'];
    };
    expect([pointed(29), pointed(30)]).toEqual([true, false]);
  });

  test('a best epoch that is not among the epochs is a fault', () => {
    expect(() => learning({ bestEpoch: 3, epochs })).toThrowError(/the best epoch/);
  });

  test('there are none without a history', () => {
    expect(chartsOf(smallReport({ history: undefined })).learning).toEqual([]);
  });
});
