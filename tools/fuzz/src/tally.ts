import type { CaseReport } from './run-cases.js';

/** What a case may take at most. */
export interface CaseLimits {
  /** Seconds of processor time. */
  readonly seconds: number;
  /** Bytes by which it may make the process grow. */
  readonly growth: number;
}

/** On an idle machine the slowest cases take 0.3 s; the largest make a process grow by 60 MB. */
export const defaultLimits: CaseLimits = { seconds: 1, growth: 256 * 2 ** 20 };

/** What became of many cases. */
export class Tally {
  /** How many ended in each way: `read`, or the code of the error. */
  readonly outcomes = new Map<string, number>();
  /** What must not happen, with the number of the case. */
  readonly faults: string[] = [];
  cases = 0;
  /** How often the HDF5 library gave up (as a typed error) and the process was started anew. */
  aborts = 0;
  /** Of all cases together. */
  seconds = 0;
  slowestSeconds = 0;
  largestGrowth = 0;

  constructor(private readonly limits: CaseLimits = defaultLimits) {}

  add({ number, file, result, fault, seconds, growth, aborted }: CaseReport): void {
    this.cases += 1;
    this.outcomes.set(result, this.count(result) + 1);
    this.seconds += seconds;
    this.slowestSeconds = Math.max(this.slowestSeconds, seconds);
    this.largestGrowth = Math.max(this.largestGrowth, growth);
    if (aborted) this.aborts += 1;
    if (fault !== undefined) this.addFault(number, `${file}: ${fault}`);
    if (seconds > this.limits.seconds) {
      this.addFault(number, `${file}: takes ${seconds.toFixed(2)} s`);
    }
    if (growth > this.limits.growth) {
      this.addFault(number, `${file}: grows by ${Math.round(growth / 2 ** 20)} MB`);
    }
  }

  addFault(number: number, what: string): void {
    this.faults.push(`case ${number}: ${what}`);
  }

  /** How many cases ended in a way. */
  count(result: string): number {
    return this.outcomes.get(result) ?? 0;
  }

  /** The figures of a table, a row for each format. */
  row(): Record<string, unknown> {
    const errors = [...this.outcomes].filter(([result]) => result !== 'read').toSorted();
    return {
      cases: this.cases,
      read: this.count('read'),
      refused: errors.map(([code, count]) => `${code} ${count}`).join(', '),
      'mean (ms)': Number(((1000 * this.seconds) / this.cases).toFixed(1)),
      'slowest (s)': Number(this.slowestSeconds.toFixed(2)),
      'growth (MB)': Math.round(this.largestGrowth / 2 ** 20),
      'HDF5 gave up': this.aborts,
      faults: this.faults.length,
    };
  }
}
