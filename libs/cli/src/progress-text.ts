import type { ProgressTaskOptions } from '@gender/core';
import { formatCount, formatDuration } from './format.js';

/** In less time than this, in seconds, a rate says nothing. */
const shortestForRate = 1;

/** How far a task is, and what is known of its speed. */
export class TaskProgress {
  /** Units done, those of earlier runs included. */
  done: number;
  note = '';
  readonly #initial: number;
  readonly #startedAt: number;

  /** @param now - the time in milliseconds, from any zero */
  constructor(
    private readonly task: ProgressTaskOptions,
    private readonly now: () => number,
  ) {
    const { initial = 0 } = task;
    this.#initial = initial;
    this.done = this.#initial;
    this.#startedAt = now();
  }

  advance(units: number, note = this.note): void {
    this.done += units;
    this.note = note;
  }

  /** Whether this run has done anything. */
  get moved(): boolean {
    return this.done > this.#initial;
  }

  /** The part that is done, 0 … 1; absent where the total is unknown. */
  get ratio(): number | undefined {
    const { total } = this.task;
    if (total === undefined) return undefined;
    return total === 0 ? 1 : Math.min(this.done / total, 1);
  }

  /** `extracting features  120/662 images (18 %)  6.2 images/s  1 min 27 s left  loss 0.31` */
  running(bar = ''): string {
    const { label, total, unit } = this.task;
    const count =
      total === undefined || this.ratio === undefined
        ? formatCount(this.done, unit)
        : `${formatShare(this.done, total, unit)} (${Math.floor(this.ratio * 100)} %)`;
    return [label, bar, count, this.#rate(), this.#left(), this.note].filter(Boolean).join('  ');
  }

  /** `extracting features  662 images in 1 min 46 s (6.2 images/s)  loss 0.31` */
  finished(): string {
    const { label, unit } = this.task;
    const count = formatCount(this.done - this.#initial, unit);
    const rate = this.#seconds() < shortestForRate ? '' : this.#rate();
    const time = `${count} in ${formatDuration(this.#seconds())}${rate && ` (${rate})`}`;
    return [label, time, this.note].filter(Boolean).join('  ');
  }

  #seconds(): number {
    return (this.now() - this.#startedAt) / 1000;
  }

  /** Units of this run in a second; 0 where nothing is known yet. */
  #unitsPerSecond(): number {
    const seconds = this.#seconds();
    return seconds > 0 ? (this.done - this.#initial) / seconds : 0;
  }

  #rate(): string {
    const rate = this.#unitsPerSecond();
    return rate > 0 ? `${formatCount(rate, this.task.unit)}/s` : '';
  }

  #left(): string {
    const rate = this.#unitsPerSecond();
    const { total = this.done } = this.task;
    const left = total - this.done;
    return rate > 0 && left > 0 ? `${formatDuration(left / rate)} left` : '';
  }
}

function formatShare(done: number, total: number, unit: string): string {
  return unit === 'bytes'
    ? `${formatCount(done, unit)} of ${formatCount(total, unit)}`
    : `${done}/${total} ${unit}`;
}
