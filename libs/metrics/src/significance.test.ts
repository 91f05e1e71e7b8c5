import fc from 'fast-check';
import { expect, test } from 'vitest';
import { holm, mcnemar } from './significance.js';

const pairs = fc.array(fc.tuple(fc.boolean(), fc.boolean()), { maxLength: 80 });
const ps = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 });

test('McNemar by hand: three against none is p = 2 / 2³', () => {
  const found = mcnemar([true, true, true, true, false], [false, false, false, true, false]);
  expect(found).toMatchObject({ onlyFirst: 3, onlySecond: 0 });
  expect(found.exact).toBeCloseTo(0.25, 14);
  expect(found.chiSquare).toBeCloseTo((3 - 1) ** 2 / 3, 14);
});

test('McNemar of swapped classifiers swaps the counts and keeps p, which is in 0 … 1', () => {
  fc.assert(
    fc.property(pairs, (images) => {
      const [a, b] = [images.map(([first]) => first), images.map(([, second]) => second)];
      const [found, swapped] = [mcnemar(a, b), mcnemar(b, a)];
      const { onlyFirst, onlySecond } = found;
      expect(swapped).toEqual({ ...found, onlyFirst: onlySecond, onlySecond: onlyFirst });
      for (const p of [found.exact, found.chiSquareP]) {
        expect(p).toBeGreaterThan(0);
        expect(p).toBeLessThanOrEqual(1);
      }
    }),
  );
});

test('images that both have right or wrong change nothing', () => {
  fc.assert(
    fc.property(pairs, fc.nat(20), (images, more) => {
      const both = new Array<boolean>(more).fill(true);
      const [a, b] = [images.map(([first]) => first), images.map(([, second]) => second)];
      expect(mcnemar([...a, ...both], [...b, ...both])).toEqual(mcnemar(a, b));
    }),
  );
});

test('Holm by hand: the least p times three, the next times two, none below the one before', () => {
  const found = holm([0.03, 0.01, 0.025]);
  [0.05, 0.03, 0.05].forEach((p, test) => expect(found[test]).toBeCloseTo(p, 14));
  expect(holm([0.5, 0.75])).toEqual([1, 1]);
  expect(holm([])).toEqual([]);
});

test('Holm keeps the order of p, lies between p and Bonferroni', () => {
  fc.assert(
    fc.property(ps, (values) => {
      const adjusted = holm(values);
      values.forEach((p, test) => {
        expect(adjusted[test]).toBeGreaterThanOrEqual(p);
        expect(adjusted[test]).toBeLessThanOrEqual(Math.min(1, p * values.length));
        values.forEach((other, index) => {
          if (other < p) expect(adjusted[index]).toBeLessThanOrEqual(adjusted[test]!);
          if (other === p) expect(adjusted[index]).toBe(adjusted[test]);
        });
      });
    }),
  );
});

test.each([
  ['answers of other images', () => mcnemar([true], []), 'METRICS_SHAPE', '1 labels but 0 values'],
  ['a p that is none', () => holm([0.5, 1.5]), 'METRICS_PROBABILITY', 'found the p 1.5'],
  ['NaN', () => holm([NaN]), 'METRICS_PROBABILITY', 'found the p NaN, expected 0 … 1'],
])('refuses %s', (_, slip, code, words) => {
  const message = expect.stringContaining(words) as string;
  expect(slip).toThrowError(expect.objectContaining({ name: 'MetricsError', code, message }));
});
