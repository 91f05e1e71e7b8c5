import type { EpochResult } from '@gender/classifier/browser';
import { find } from '../page/find.js';

const WIDTH = 320;
const HEIGHT = 140;

/** A curve of a chart: its class in the style sheet, and its value for an epoch. */
interface Curve {
  readonly name: string;
  readonly value: (epoch: EpochResult) => number;
}

const accuracies: readonly Curve[] = [
  { name: 'train', value: ({ accuracy }) => accuracy },
  { name: 'validation', value: ({ valAccuracy }) => valAccuracy },
];
const losses: readonly Curve[] = [
  { name: 'train', value: ({ loss }) => loss },
  { name: 'validation', value: ({ valLoss }) => valLoss },
];

/** Draws loss and accuracy of the epochs so far into a figure. */
export function drawCurves(
  figure: HTMLElement,
  epochs: readonly EpochResult[],
  total: number,
): void {
  figure.hidden = epochs.length === 0;
  const last = epochs.at(-1);
  if (last === undefined) return;
  const highest = Math.max(...epochs.flatMap(({ loss, valLoss }) => [loss, valLoss]));
  drawChart(find(figure, '.accuracy', SVGSVGElement), accuracies, { epochs, total, highest: 1 });
  drawChart(find(figure, '.loss', SVGSVGElement), losses, { epochs, total, highest });
  find(figure, '.highest', HTMLElement).textContent = highest.toPrecision(2);
}

function drawChart(
  chart: SVGSVGElement,
  curves: readonly Curve[],
  { epochs, total, highest }: { epochs: readonly EpochResult[]; total: number; highest: number },
): void {
  const across = (index: number): number => (total > 1 ? (index / (total - 1)) * WIDTH : WIDTH / 2);
  for (const { name, value } of curves) {
    const points = epochs.map((epoch, index) => {
      const height = HEIGHT - (Math.min(value(epoch), highest) / highest) * HEIGHT;
      return `${across(index).toFixed(1)},${height.toFixed(1)}`;
    });
    // A line of one point shows nothing: it is drawn as a dot by its round ends.
    const line = points.length === 1 ? [...points, ...points] : points;
    find(chart, `.${name}`, SVGPolylineElement).setAttribute('points', line.join(' '));
  }
  const last = epochs.at(-1);
  const told = curves.map(({ name, value }) => `${name} ${last ? value(last).toFixed(3) : '–'}`);
  chart.setAttribute('aria-label', `after ${epochs.length} epochs: ${told.join(', ')}`);
}
