import { describe, expect, test } from 'vitest';
import { createReporter } from '../src/reporter.js';
import { MemoryStream } from '../src/testing/index.js';
import { screenOf } from './screen.js';

const loud = { quiet: false, verbose: false };
const task = { label: 'extracting', unit: 'images', total: 4 };

describe('on a terminal', () => {
  test('a running task is a bar, and a finished one a line', () => {
    const stream = new MemoryStream(true);
    let time = 0;
    const reporter = createReporter(stream, loud, () => time);
    const running = reporter.progress.start(task);
    time = 2000;
    running.advance(2, 'loss 0.5');
    reporter.logger.info('half way');
    const other = reporter.progress.start({ label: 'other', unit: 'steps', total: 9 });
    other.stop();
    expect(screenOf(stream.text)).toEqual([
      'half way',
      `extracting  ${'█'.repeat(12)}${'░'.repeat(12)}  2/4 images (50 %)  1 images/s  2 s left  loss 0.5`,
    ]);
    time = 4000;
    running.advance(2);
    running.stop();
    expect(screenOf(stream.text)).toEqual([
      'half way',
      'extracting  4 images in 4 s (1 images/s)  loss 0.5',
    ]);
    reporter.logger.warn('after the bars');
    expect(screenOf(stream.text).at(-1)).toBe('warning: after the bars');
  });

  test('lines take the place of bars without a trace of them', () => {
    const stream = new MemoryStream(true);
    const { progress, logger } = createReporter(stream, loud, () => 0);
    const tasks = [1, 2, 3].map(() => progress.start(task));
    progress.start(task).stop();
    for (const line of ['a', 'b', 'c']) logger.info(line);
    for (const each of tasks) each.stop();
    expect(screenOf(stream.text)).toEqual(['a', 'b', 'c']);
  });

  test('nothing stays of a bar, and the cursor comes back, when the work breaks off', () => {
    const stream = new MemoryStream(true);
    const reporter = createReporter(stream, loud, () => 0);
    reporter.progress.start(task).advance(1);
    reporter.logger.warn('odd');
    reporter.close();
    reporter.close();
    expect(screenOf(stream.text)).toEqual(['warning: odd']);
    expect(stream.text.lastIndexOf('\x1B[?25h')).toBeGreaterThan(
      stream.text.lastIndexOf('\x1B[?25l'),
    );
  });
});

test('no control characters where there is no terminal', () => {
  const stream = new MemoryStream(false);
  const reporter = createReporter(stream, loud, () => 0);
  const running = reporter.progress.start(task);
  running.advance(4);
  running.stop();
  reporter.logger.info('done');
  reporter.close();
  expect(stream.text).toBe('extracting  4 images in 0 ms\ndone\n');
});

test('nothing at all when quiet', () => {
  const stream = new MemoryStream(true);
  const reporter = createReporter(stream, { quiet: true, verbose: false }, () => 0);
  const running = reporter.progress.start(task);
  running.advance(4);
  running.stop();
  reporter.logger.warn('odd');
  reporter.close();
  expect(stream.text).toBe('');
});
