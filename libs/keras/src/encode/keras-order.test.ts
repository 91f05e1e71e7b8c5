import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inKerasOrder } from './keras-order.js';

function order(...layers: (readonly [name: string, ...inputs: string[]])[]): string {
  return inKerasOrder(layers.map(([name, ...inputs]) => ({ name, inputs })))
    .map(({ name }) => name)
    .join(' ');
}

describe('inKerasOrder', () => {
  it('keeps a chain', () => {
    expect(order(['a', 'x'], ['b', 'a'], ['c', 'b'])).toBe('a b c');
  });

  it('puts first what is farthest from the output, the longest way counting', () => {
    const short = ['short', 'x'] as const;
    const long = [
      ['long', 'x'],
      ['long2', 'long'],
    ] as const;
    expect(order(short, ...long, ['sum', 'short', 'long2'])).toBe('long short long2 sum');
  });

  it('puts of equal ones first what the output reads first, whatever the order given', () => {
    expect(order(['a', 'x'], ['b', 'x'], ['sum', 'b', 'a'])).toBe('b a sum');
    expect(order(['b', 'x'], ['a', 'x'], ['sum', 'a', 'b'])).toBe('a b sum');
  });

  it('is an order of the same layers, each after those that it reads, and stays as it is', () => {
    const graph = fc
      .array(fc.array(fc.nat(), { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 12 })
      .map((picks) =>
        picks.map((pick, index) => ({
          name: `${index}`,
          inputs: pick.map((number) => `${(number % (index + 1)) - 1}`),
        })),
      );
    fc.assert(
      fc.property(graph, (all) => {
        const needed = new Set([`${all.length - 1}`]);
        const layers = all
          .toReversed()
          .filter(
            ({ name, inputs }) => needed.has(name) && inputs.every((each) => needed.add(each)),
          )
          .reverse();
        const ordered = inKerasOrder(layers);
        expect(ordered.toSorted((a, b) => Number(a.name) - Number(b.name))).toEqual(layers);
        const place = new Map(ordered.map(({ name }, index) => [name, index]));
        for (const [index, { inputs }] of ordered.entries()) {
          for (const input of inputs) expect(place.get(input) ?? -1).toBeLessThan(index);
        }
        expect(inKerasOrder(ordered)).toEqual(ordered);
      }),
    );
  });
});
