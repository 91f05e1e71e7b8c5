import type { Interval } from '@gender/metrics';

/** `0.9411`; of no number `–`. */
export function decimals(value: number): string {
  if (value === Infinity) return '∞';
  return Number.isFinite(value) ? value.toFixed(4) : '–';
}

/** `94.1 %`, which no line breaks; of no number `–`. */
export function percent(value: number): string {
  return Number.isFinite(value) ? `${(100 * value).toFixed(1)}\u00a0%` : '–';
}

/** `0.9205–0.9566`; of no interval `–`. */
export function span(interval: Interval | undefined, format = decimals): string {
  return interval === undefined ? '–' : `${format(interval.low)}–${format(interval.high)}`;
}

/** `−0.0116`, `+0.0116`; of no number `–`. */
export function signed(value: number): string {
  if (Number.isNaN(value)) return '–';
  return `${value < 0 ? '−' : '+'}${decimals(Math.abs(value))}`;
}

/** `−0.04 … +0.03` */
export function signedSpan({ low, high }: Interval): string {
  return `${signed(low)} … ${signed(high)}`;
}
