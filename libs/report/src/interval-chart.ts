import { seriesColours, type Chart } from './chart.js';

/** A row of a chart: what, its figure, and where that lies. */
export interface IntervalRow {
  readonly label: string;
  readonly value: number;
  /** Absent where it cannot be told. */
  readonly interval?: { readonly low: number; readonly high: number } | undefined;
  /** Whether the mark is hollow, as that of what says little. */
  readonly isHollow: boolean;
}

/**
 * Figures with their intervals, a row for each, and a line through a figure to compare them with.
 *
 * @param by - what rows are
 * @param title - what figures are
 * @param line - where the line stands
 */
export function intervalSpec(
  rows: readonly IntervalRow[],
  { by, title, line }: { by: string; title: string; line: number },
): Chart['spec'] {
  const values = rows.map(({ interval, ...row }, order) => ({ ...row, ...interval, order }));
  const y = {
    // By a field, as a list of names would become an expression, which fails at some.
    ...{ field: 'label', type: 'nominal', title: by, sort: { field: 'order', op: 'min' } },
    axis: { labelLimit: 220, grid: true },
  };
  return {
    ...{ width: 360, height: { step: 28 } },
    layer: [
      {
        data: { values: [{ line }] },
        mark: { type: 'rule', color: 'var(--muted)' },
        encoding: { x: { field: 'line', type: 'quantitative' } },
      },
      {
        data: { values: values.filter((row) => 'low' in row) },
        mark: { type: 'rule', color: seriesColours[0], strokeWidth: 2 },
        encoding: { y, x: { field: 'low', type: 'quantitative' }, x2: { field: 'high' } },
      },
      {
        data: { values },
        mark: {
          ...{ type: 'point', size: 80, opacity: 1, filled: true },
          ...{ stroke: seriesColours[0], strokeWidth: 2 },
        },
        encoding: {
          y,
          x: { field: 'value', type: 'quantitative', title, scale: { zero: false, nice: true } },
          fill: {
            condition: { test: 'datum.isHollow', value: 'var(--paper)' },
            value: seriesColours[0],
          },
        },
      },
    ],
  } as unknown as Chart['spec'];
}
