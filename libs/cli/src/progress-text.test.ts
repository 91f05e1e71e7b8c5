import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TaskProgress } from './progress-text.js';

const images = { label: 'extracting features', unit: 'images' };

test('shows count, part, rate and remaining time', () => {
  let time = 0;
  const progress = new TaskProgress({ ...images, total: 662 }, () => time);
  time = 20_000;
  progress.advance(120, 'loss 0.31');
  expect(progress.running()).toBe(
    'extracting features  120/662 images (18 %)  6 images/s  1 min 30 s left  loss 0.31',
  );
});

test('does not count what an earlier run has done towards the rate', () => {
  let time = 0;
  const download = { label: 'downloading', unit: 'bytes', total: 3_000_000, initial: 1_000_000 };
  const progress = new TaskProgress(download, () => time);
  time = 2000;
  progress.advance(1_000_000);
  expect(progress.running()).toBe('downloading  2 MB of 3 MB (66 %)  500 kB/s  2 s left');
  expect(progress.finished()).toBe('downloading  1 MB in 2 s (500 kB/s)');
});

test('knows no part and no end where the total is unknown', () => {
  let time = 0;
  const progress = new TaskProgress(images, () => time);
  time = 1000;
  progress.advance(50);
  expect(progress.ratio).toBeUndefined();
  expect(progress.running()).toBe('extracting features  50 images  50 images/s');
});

test('shows no rate, and no endless time, before anything is done', () => {
  const progress = new TaskProgress({ ...images, total: 0 }, () => 0);
  expect(progress.running()).toBe('extracting features  0/0 images (100 %)');
  expect(progress.moved).toBe(false);
});

test('never shows more than all', () => {
  const progress = new TaskProgress({ ...images, total: 2 }, () => 0);
  progress.advance(3);
  expect(progress.ratio).toBe(1);
});

describe('where a line is too long', () => {
  const running = (width: number, total = 662): string => {
    let time = 0;
    const progress = new TaskProgress({ ...images, total }, () => time);
    time = 20_000;
    progress.advance(120, 'loss 0.3112');
    return progress.running(width, (ratio, columns) =>
      '#'.repeat(Math.round(ratio * columns)).padEnd(columns, '.'),
    );
  };

  test('the bar is shortened first, then words go; the time left stays', () => {
    expect(running(120)).toContain('  ####....................  120/662 images (18 %)  6 images/s');
    expect(running(96)).toMatch(
      / {2}[#.]{10} {2}120\/662 .* 6 images\/s {2}1 min 30 s left {2}loss/,
    );
    expect(running(87)).toBe(
      'extracting features  120/662 images (18 %)  6 images/s  1 min 30 s left  loss 0.3112',
    );
    expect(running(79)).toBe(
      'extracting features  #....  120/662 images (18 %)  1 min 30 s left  loss 0.3112',
    );
    expect(running(60)).toContain('  18 %  1 min 30 s left  loss 0.3112');
    expect(running(45)).toBe('extracting features  18 %  1 min 30 s left');
    expect(running(20)).toBe('extracting fe…  18 %');
  });

  test('no line is longer than the terminal is wide', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 8, max: 200 }),
        fc.integer({ min: 1, max: 1e9 }),
        (width, total) => {
          expect(running(width, total).length).toBeLessThanOrEqual(width);
        },
      ),
    );
  });

  test('the time left is seen from 45 columns on', () => {
    for (let width = 45; width <= 200; width += 1)
      expect(running(width)).toContain('1 min 30 s left');
  });
});
