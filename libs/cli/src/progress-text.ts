import type { ProgressTaskOptions } from '@gender/core';
import { formatCount, formatDuration } from './format.js';

/** In less time than this, in seconds, a rate says nothing. */
const shortestForRate = 1;

/** Draws the part that is done, 0 … 1, in a number of columns. */
export type DrawBar = (ratio: number, columns: number) => string;

/** Between the words of a line. */
const gap = '  ';

/** Columns of a bar; a shorter one than the shortest says nothing. */
const longestBar = 24;
const shortestBar = 5;

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

  /** Whether this run has done anything of which a line should stay. */
  get moved(): boolean {
    return this.done > this.#initial && this.task.transient !== true;
  }

  /** The part that is done, 0 … 1; absent where the total is unknown. */
  get ratio(): number | undefined {
    const { total } = this.task;
    if (total === undefined) return undefined;
    return total === 0 ? 1 : Math.min(this.done / total, 1);
  }

  /**
   * `extracting features  120/662 images (18 %)  6.2 images/s  1 min 27 s left  loss 0.31`
   *
   * Where the line is too long, the bar is shortened first; then the rate goes, the count, the note.
   *
   * @param width - the columns there are
   * @param drawBar - a bar of some columns, for a part from 0 to 1; default: no bar
   */
  running(width = Infinity, drawBar?: DrawBar): string {
    const { label } = this.task;
    const [count, left, percent] = [this.#count(), this.#left(), this.#percent()];
    const wordings = [
      [label, `${count}${percent && ` (${percent})`}`, this.#rate(), left, this.note],
      [label, `${count}${percent && ` (${percent})`}`, left, this.note],
      [label, percent || count, left, this.note],
      [label, percent || count, left],
    ].map((words) => words.filter(Boolean));
    const fits = wordings.find((words) => words.join(gap).length <= width);
    if (fits === undefined) return cut(label, width - percent.length - gap.length) + gap + percent;
    const room = Math.min(width - fits.join(gap).length - gap.length, longestBar);
    if (drawBar && this.ratio !== undefined && room >= shortestBar) {
      fits.splice(1, 0, drawBar(this.ratio, room));
    }
    return fits.join(gap);
  }

  /** `extracting features  662 images in 1 min 46 s (6.2 images/s)  loss 0.31` */
  finished(): string {
    const { label, unit } = this.task;
    const count = formatCount(this.done - this.#initial, unit);
    const rate = this.#seconds() < shortestForRate ? '' : this.#rate();
    const time = `${count} in ${formatDuration(this.#seconds())}${rate && ` (${rate})`}`;
    return [label, time, this.note].filter(Boolean).join(gap);
  }

  /** `120/662 images`, `120 MB of 500 MB`; the count alone where the total is unknown. */
  #count(): string {
    const { total, unit } = this.task;
    return total === undefined ? formatCount(this.done, unit) : formatShare(this.done, total, unit);
  }

  /** `18 %`; empty where the total is unknown. */
  #percent(): string {
    return this.ratio === undefined ? '' : `${Math.floor(this.ratio * 100)} %`;
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
    : `${done.toLocaleString('en')}/${formatCount(total, unit)}`;
}

/** A text in a number of columns at most. */
function cut(text: string, columns: number): string {
  return text.length <= columns ? text : `${text.slice(0, Math.max(columns - 1, 0))}…`;
}
