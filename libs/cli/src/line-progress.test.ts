import { expect, test } from 'vitest';
import { createLineProgress } from './line-progress.js';

/** The lines of a task of 1000 images at so many milliseconds each. */
function linesAt(milliseconds: number, total?: number): string[] {
  const lines: string[] = [];
  let time = 0;
  const progress = createLineProgress(
    (line) => lines.push(line),
    () => time,
  );
  const task = progress.start({ label: 'work', unit: 'images', ...(total && { total }) });
  for (let image = 0; image < 1000; image += 1) {
    time += milliseconds;
    task.advance(1);
  }
  task.stop();
  return lines;
}

test('a short task is one line', () => {
  expect(linesAt(1, 1000)).toEqual(['work  1,000 images in 1 s (1,000 images/s)']);
});

test('a task of minutes is a line every tenth', () => {
  const lines = linesAt(100, 1000);
  expect(lines).toHaveLength(10);
  expect(lines[0]).toBe('work  100/1,000 images (10 %)  10 images/s  1 min 30 s left');
  expect(lines.at(-1)).toBe('work  1,000 images in 1 min 40 s (10 images/s)');
});

test('lines are at least five seconds apart', () => {
  expect(linesAt(10, 1000)).toHaveLength(2);
});

test('a task of hours, or without an end, is a line a minute', () => {
  expect(linesAt(3_600, 1000)).toHaveLength(1 + Math.floor(3600 / 61.2));
  expect(linesAt(600)).toHaveLength(10 + 1);
});

test('a task that does nothing is silent', () => {
  const lines: string[] = [];
  const progress = createLineProgress(
    (line) => lines.push(line),
    () => 0,
  );
  progress.start({ label: 'work', unit: 'images', total: 5, initial: 5 }).stop();
  expect(lines).toEqual([]);
});
