import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Crew } from './crew.js';

const control = (phases: number): Int32Array => new Int32Array(new SharedArrayBuffer(phases * 8));

describe('Crew', () => {
  it('lets a single member do every piece of every phase in order', () => {
    const crew = new Crew(control(2), 1);
    const done: string[] = [];
    crew.share(3, (piece) => done.push(`first ${piece}`));
    crew.share(2, (piece) => done.push(`second ${piece}`));
    expect(done).toEqual(['first 0', 'first 1', 'first 2', 'second 0', 'second 1']);
  });

  it('gives each piece to one member only', () => {
    // The member that came before has taken the pieces 0 to 2 and waits for the other.
    const shared = control(1);
    shared.set([3, 1]);
    const crew = new Crew(shared, 2);
    const done: number[] = [];
    crew.share(5, (piece) => done.push(piece));
    expect(done).toEqual([3, 4]);
  });

  it('goes on when all have arrived, although nothing was left to do', () => {
    const shared = control(1);
    shared.set([7, 2]);
    let called = false;
    new Crew(shared, 3).share(5, () => (called = true));
    expect(called).toBe(false);
    expect(shared[1]).toBe(3);
  });

  it('begins again at the first phase once its counters are zero', () => {
    const shared = control(1);
    const crew = new Crew(shared, 1);
    const sums: number[] = [];
    for (let step = 0; step < 3; step += 1) {
      shared.fill(0);
      crew.begin();
      let sum = 0;
      crew.share(10, (piece) => (sum += piece));
      sums.push(sum);
    }
    expect(sums).toEqual([45, 45, 45]);
  });

  it('does every piece once, for any phases', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20), { minLength: 1, maxLength: 8 }), (counts) => {
        const crew = new Crew(control(counts.length), 1);
        for (const count of counts) {
          const done: number[] = [];
          crew.share(count, (piece) => done.push(piece));
          expect(done).toEqual(Array.from({ length: count }, (_, piece) => piece));
        }
      }),
    );
  });
});
