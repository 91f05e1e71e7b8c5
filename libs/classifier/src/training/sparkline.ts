/** Bars of eighths of a line's height. */
const BARS = '▁▂▃▄▅▆▇█';

/** How many values are drawn, the last ones. */
const LONGEST = 20;

/** Values as a line of small bars, the lowest of them the smallest bar, the highest the largest. */
export function sparkline(values: readonly number[]): string {
  const shown = values.slice(-LONGEST);
  const [low, high] = [Math.min(...shown), Math.max(...shown)];
  const place = (value: number): number =>
    high === low ? 0 : Math.round(((value - low) / (high - low)) * (BARS.length - 1));
  return shown.map((value) => BARS.charAt(place(value))).join('');
}
