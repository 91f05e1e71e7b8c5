import { unitOf } from '@gender/core';

const decimal = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });
const byteUnits = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

/** A number of bytes in decimal units: `59 MB`, `1.2 GB`. */
export function formatBytes(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), byteUnits.length - 1);
  return new Intl.NumberFormat('en', {
    style: 'unit',
    unit: byteUnits[power] ?? 'byte',
    unitDisplay: power === 0 ? 'long' : 'short',
    maximumFractionDigits: power < 2 ? 0 : 1,
  }).format(bytes / 1000 ** power);
}

/** A time: `40 ms`, `1.4 s`, `12 s`, `1 min 40 s`, `2 h 5 min`. */
export function formatDuration(seconds: number): string {
  if (seconds < 0.9995) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 9.95) return `${decimal.format(seconds)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const [minutes, rest] = [Math.floor(whole / 60), whole % 60];
  if (minutes < 60) return `${minutes} min ${rest} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/**
 * A count with its unit, `1,200 images`, `1 image`; bytes in their own units, `59 MB`.
 *
 * @param unit - in the plural; its first word that ends in "s" is the noun: `pictures without a face`
 */
export function formatCount(count: number, unit: string): string {
  if (unit === 'bytes') return formatBytes(count);
  return `${decimal.format(count)} ${unitOf(count, unit)}`;
}
