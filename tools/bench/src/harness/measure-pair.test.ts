import { describe, expect, it } from 'vitest';
import { quickScale } from '../scale.js';
import { Workbench } from '../workbench.js';
import { measurePair, median } from './measure-pair.js';
import { UnavailableError, type Pair } from './pair.js';

/** A pair whose sides give the next of their figures each time, and note that they were asked. */
function pairOf(ours: number[], theirs: number[], asked: string[] = []): Pair {
  const side = (name: string, figures: number[]) => (): Promise<number> => {
    asked.push(name);
    return Promise.resolve(figures.shift() ?? Number.NaN);
  };
  return {
    name: 'row',
    baseline: 'other',
    unit: 'ms',
    prepare: () =>
      Promise.resolve({
        ours: side('ours', ours),
        theirs: side('theirs', theirs),
        [Symbol.asyncDispose]: () => Promise.resolve(void asked.push('ended')),
      }),
  };
}

const open = (): Promise<Workbench> => Workbench.open({ scale: quickScale, threads: 1 });

describe('measurePair', () => {
  it('leaves the warm-up out and takes the ratio of the medians', async () => {
    await using bench = await open();
    const pair = pairOf([100, 1, 9, 2], [200, 4, 4, 50]);
    expect(await measurePair(pair, bench, { runs: 3 })).toEqual({
      name: 'row',
      baseline: 'other',
      unit: 'ms',
      ours: 2,
      theirs: 4,
      ratio: 0.5,
      runs: 3,
    });
  });

  it('alternates the sides, and ends them', async () => {
    await using bench = await open();
    const asked: string[] = [];
    await measurePair(pairOf([], [], asked), bench, { runs: 1, warmUp: false });
    await measurePair(pairOf([], [], asked), bench, { runs: 2, warmUp: false });
    const once = ['ours', 'theirs'];
    expect(asked).toEqual([...once, 'ended', ...once, ...once, 'ended']);
  });

  it('says why a baseline cannot be measured', async () => {
    await using bench = await open();
    const prepare = (): Promise<never> => Promise.reject(new UnavailableError('no such thing'));
    const row = await measurePair({ ...pairOf([], []), prepare }, bench, { runs: 1 });
    expect(row).toEqual({ name: 'row', baseline: 'other', unit: 'ms', skipped: 'no such thing' });
  });

  it('stops when it is interrupted', async () => {
    await using bench = await open();
    const stop = new AbortController();
    const onRun = (): void => stop.abort(new Error('interrupted'));
    const measuring = measurePair(pairOf([], []), bench, { runs: 9, signal: stop.signal, onRun });
    await expect(measuring).rejects.toThrow('interrupted');
  });
});

describe('median', () => {
  it('is the middle value, or the mean of two', () => {
    expect(median([9, 1, 2])).toBe(2);
    expect(median([9, 1, 2, 4])).toBe(3);
  });
});
