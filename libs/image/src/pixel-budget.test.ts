import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Budget } from './pixel-budget.js';

describe('Budget', () => {
  it('never lets more be in work than its limit, but one that is larger goes alone', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 15 })), async (amounts) => {
        const budget = new Budget(10);
        const working = new Set<number>();
        const run = (amount: number, index: number): Promise<number> =>
          budget.run(amount, async () => {
            working.add(index);
            const used = [...working].reduce((sum, each) => sum + amounts[each]!, 0);
            expect(used <= 10 || working.size === 1).toBe(true);
            await Promise.resolve();
            working.delete(index);
            return index;
          });
        expect(await Promise.all(amounts.map(run))).toEqual(amounts.map((_, index) => index));
      }),
    );
  });

  it('starts in the order of asking, so that a large one is not passed for ever', async () => {
    const budget = new Budget(10);
    const started: string[] = [];
    const work = (name: string, amount: number): Promise<void> =>
      budget.run(amount, async () => {
        started.push(name);
        await new Promise((resolve) => setTimeout(resolve, 1));
      });
    await Promise.all([work('a', 6), work('large', 9), work('b', 1)]);
    expect(started).toEqual(['a', 'large', 'b']);
  });

  it('gives back what failed work had', async () => {
    const budget = new Budget(10);
    const failing = budget.run(10, () => Promise.reject(new Error('damaged')));
    await expect(failing).rejects.toThrow('damaged');
    expect(await budget.run(10, () => Promise.resolve('next'))).toBe('next');
  });
});

/** Decodes eight PNGs of 64 megapixels, a few kilobytes each, at once, and prints the peak in MB. */
const decodeBombs = `
  const { default: sharp } = await import('sharp');
  const { decodePicture } = await import(process.argv[1]);
  const png = await sharp({ create: { width: 8000, height: 8000, channels: 3, background: 'red' } })
    .png().toBuffer();
  const before = process.resourceUsage().maxRSS;
  await Promise.all(Array.from({ length: 8 }, async () => {
    const { data } = await decodePicture(png);
    if (data.length !== 192e6) throw new Error('wrong size');
  }));
  console.log(Math.round(process.resourceUsage().maxRSS / 1024));
`;

describe('many large pictures at once', () => {
  it('are decoded within 1 GB', { timeout: 240_000 }, async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [
      ...['--import', 'tsx', '--conditions=@gender/source', '--input-type=module'],
      ...['--eval', decodeBombs, new URL('index.ts', import.meta.url).href],
    ]);
    expect(Number(stdout)).toBeLessThan(1024);
  });
});
