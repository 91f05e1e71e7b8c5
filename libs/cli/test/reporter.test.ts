import { WriteStream } from 'node:tty';
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
      `extracting  ${'█'.repeat(12)}${'░'.repeat(12)}  2/4 images (50 %)  1 image/s  2 s left  loss 0.5`,
    ]);
    time = 4000;
    running.advance(2);
    running.stop();
    expect(screenOf(stream.text)).toEqual([
      'half way',
      'extracting  4 images in 4 s (1 image/s)  loss 0.5',
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

describe('colours', () => {
  const colored = (hasColors: boolean, isTTY = true): string => {
    const stream = Object.assign(new MemoryStream(isTTY), { hasColors: () => hasColors });
    const { logger } = createReporter(stream, { quiet: false, verbose: true }, () => 0);
    logger.warn('odd');
    logger.debug('detail');
    return stream.text;
  };

  test('tell warnings and details where the terminal has them', () => {
    expect(colored(true)).toBe('\x1B[33mwarning:\x1B[39m odd\n\x1B[2mdebug:\x1B[22m detail\n');
  });

  test('are left out where the terminal has none, and where there is no terminal', () => {
    expect(colored(false)).toBe('warning: odd\ndebug: detail\n');
    expect(colored(true, false)).toBe('warning: odd\ndebug: detail\n');
  });

  test('are asked of a real terminal of Node, which heeds NO_COLOR', () => {
    const hasColors = (environment: object): boolean =>
      WriteStream.prototype.hasColors(environment);
    expect(hasColors({ TERM: 'xterm-256color' })).toBe(true);
    expect(hasColors({ TERM: 'xterm-256color', NO_COLOR: '1' })).toBe(false);
  });
});

test('a bar is never wider than the terminal, and shows the time left at 80 columns', () => {
  const stream = new MemoryStream(true, 80);
  let time = 0;
  const { progress } = createReporter(stream, loud, () => time);
  const running = progress.start({ label: 'features of train', unit: 'images', total: 19_900 });
  time = 60_000;
  running.advance(400, 'loss 0.5');
  progress.start({ label: 'other', unit: 'steps', total: 9 }).stop();
  const line = screenOf(stream.text).at(-1);
  expect(line).toContain('48 min 45 s left');
  expect(line!.length).toBeLessThan(80);
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
