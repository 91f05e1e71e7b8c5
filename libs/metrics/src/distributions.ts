import { MetricsError } from './metrics-error.js';

/**
 * P(Z ≤ x) of the standard normal distribution, to a few units in the last place: the power series
 * about 0, and the continued fraction of the tail (Abramowitz & Stegun 26.2.11, 26.2.14).
 */
export function normalCdf(x: number): number {
  if (Math.abs(x) > 3) return x < 0 ? normalTail(-x) : 1 - normalTail(x);
  let term = x;
  let sum = x;
  for (let odd = 3; Math.abs(term) > Number.EPSILON * 1e-3; odd += 2) {
    term *= (x * x) / odd;
    sum += term;
  }
  return 0.5 + normalDensity(x) * sum;
}

/**
 * The x with P(Z ≤ x) = p; −∞ and ∞ for 0 and 1.
 *
 * @param p - 0 … 1
 * @throws MetricsError when p is no probability.
 */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) throw notProbability(p);
  if (p === 0 || p === 1) return p === 0 ? -Infinity : Infinity;
  // In the lower half a tail keeps all its digits.
  return p > 0.5 ? -solve(normalCdf, 1 - p) : solve(normalCdf, p);
}

/**
 * The quantile of Student's t with a whole number of degrees of freedom, by its closed form
 * (Abramowitz & Stegun 26.7.3 and 26.7.4).
 *
 * @param p - between 0 and 1
 * @param freedom - degrees of freedom, an integer from 1
 * @throws MetricsError when p is no probability between 0 and 1, or `freedom` no integer from 1.
 */
export function studentQuantile(p: number, freedom: number): number {
  if (!(p > 0 && p < 1)) throw notProbability(p);
  if (!Number.isInteger(freedom) || freedom < 1) {
    throw new MetricsError(
      'METRICS_SHAPE',
      `found ${freedom} degrees of freedom, expected 1, 2, 3 …`,
    );
  }
  const lower = solve((t) => studentCdf(t, freedom), Math.min(p, 1 - p));
  return p > 0.5 ? -lower : lower;
}

/** P(X > x) of χ² with one degree of freedom. */
export function chiSquareTail(x: number): number {
  return 2 * normalCdf(-Math.sqrt(x));
}

/**
 * P(X ≤ k) of the number of heads in n throws of a fair coin, as a sum from its largest term down.
 */
export function fairBinomialCdf(k: number, n: number): number {
  // In the lower half terms fall from k on; in the upper one they would rise beyond all numbers.
  if (2 * k > n) return 1 - fairBinomialCdf(n - k - 1, n);
  let logTerm = -n * Math.LN2;
  for (let heads = 1; heads <= k; heads += 1) logTerm += Math.log((n - heads + 1) / heads);
  let sum = 0;
  for (let heads = k, part = 1; heads >= 0; heads -= 1) {
    sum += part;
    part *= heads / (n - heads + 1);
  }
  return Math.exp(logTerm) * sum;
}

/** The density of the standard normal distribution. */
export function normalDensity(x: number): number {
  return Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
}

/** P(Z > x) for x above 3, where 80 terms of the continued fraction are more than enough. */
function normalTail(x: number): number {
  let fraction = x;
  for (let term = 80; term >= 1; term -= 1) fraction = x + term / fraction;
  return normalDensity(x) / fraction;
}

function studentCdf(t: number, freedom: number): number {
  const angle = Math.atan2(t, Math.sqrt(freedom));
  const square = Math.cos(angle) ** 2;
  const odd = freedom % 2 === 1;
  let term = odd ? Math.cos(angle) : 1;
  let sum = freedom === 1 ? 0 : term;
  for (let index = odd ? 3 : 2; index < freedom; index += 2) {
    term *= (square * (index - 1)) / index;
    sum += term;
  }
  const within = odd ? (2 / Math.PI) * (angle + Math.sin(angle) * sum) : Math.sin(angle) * sum;
  return (1 + within) / 2;
}

/** The x below 0 at which a distribution function has the value p ≤ 0.5, by bisection. */
function solve(cdf: (x: number) => number, p: number): number {
  let low = -1;
  while (cdf(low) > p) low *= 2;
  let high = 0;
  for (;;) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) return middle;
    if (cdf(middle) < p) low = middle;
    else high = middle;
  }
}

function notProbability(p: number): MetricsError {
  return new MetricsError('METRICS_PROBABILITY', `found the probability ${p}, expected 0 … 1`);
}
