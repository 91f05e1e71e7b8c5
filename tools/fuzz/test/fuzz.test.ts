import { describe, expect, it } from 'vitest';
import { formatNames, loadFormat, type FormatName } from '../src/formats.js';
import { runCases } from '../src/run-cases.js';
import { Tally } from '../src/tally.js';

/** Readers of what other formats here are made of are tried with fewer files. */
const casesOf = (name: FormatName): number =>
  ['matconvnet', 'weights', 'architecture', 'tfjslayers'].includes(name) ? 50 : 150;

/** Ten times what a case may take by hand, for machines that are slower and busy. */
const limits = { seconds: 10, growth: 256 * 2 ** 20 };

describe.each(formatNames)('a damaged file of the format %s', (name) => {
  it('is read, or refused with an error of its library, soon and in little memory', async () => {
    const cases = casesOf(name);
    const tally = new Tally(limits);
    const format = await loadFormat(name);
    for await (const report of runCases(name, format, {
      seed: 2026,
      from: 0,
      step: 1,
      end: cases,
    })) {
      tally.add(report);
    }
    expect(tally.faults).toEqual([]);
    expect(tally.cases).toBe(cases);
    // Damage that all or nothing survives tries no reader.
    expect(tally.count('read')).toBeGreaterThan(cases / 50);
    expect(tally.count('read')).toBeLessThan(cases * 0.8);
  });
});
