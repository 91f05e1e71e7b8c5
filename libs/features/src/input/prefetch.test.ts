import { describe, expect, it } from 'vitest';
import { prefetch } from './prefetch.js';

async function* counting(end: number): AsyncGenerator<number> {
  for (let item = 0; item < end; item += 1) yield Promise.resolve(item);
}

describe('prefetch', () => {
  it('gives results in order and starts just one item ahead', async () => {
    const started: number[] = [];
    const seen: [result: number, started: number][] = [];
    const results = prefetch(counting(4), (item) => {
      started.push(item);
      return Promise.resolve(item * 10);
    });
    for await (const result of results) seen.push([result, started.length]);
    expect(seen).toEqual([
      [0, 2],
      [10, 3],
      [20, 4],
      [30, 4],
    ]);
  });

  it('starts as many items ahead as it is told', async () => {
    let started = 0;
    const seen: [result: number, started: number][] = [];
    const start = (item: number): Promise<number> => Promise.resolve((started += 1) && item);
    for await (const result of prefetch(counting(5), start, 3)) seen.push([result, started]);
    expect(seen).toEqual([
      [0, 4],
      [1, 5],
      [2, 5],
      [3, 5],
      [4, 5],
    ]);
  });

  it.each([1, 3])('fails at the turn of the item that failed, of %i ahead', async (ahead) => {
    const seen: number[] = [];
    const start = (item: number): Promise<number> =>
      item === 1 ? Promise.reject(new Error('item 1')) : Promise.resolve(item);
    const results = prefetch(counting(4), start, ahead);
    const consume = async (): Promise<void> => {
      for await (const result of results) seen.push(result);
    };
    await expect(consume()).rejects.toThrow('item 1');
    expect(seen).toEqual([0]);
  });

  it('gives the result of the last item before its source fails', async () => {
    const seen: number[] = [];
    const failing = async function* (): AsyncGenerator<number> {
      yield* counting(2);
      throw new Error('no item 2');
    };
    const consume = async (): Promise<void> => {
      const results = prefetch(failing(), (item) => Promise.resolve(item));
      for await (const result of results) seen.push(result);
    };
    await expect(consume()).rejects.toThrow('no item 2');
    expect(seen).toEqual([0, 1]);
  });
});
