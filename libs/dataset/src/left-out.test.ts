import { describe, expect, it } from 'vitest';
import { recordingLogger } from '../test/pictures.js';
import { LeftOut, nameFiles } from './left-out.js';

describe('LeftOut', () => {
  it('says nothing where nothing was left out', () => {
    const logger = recordingLogger();
    new LeftOut().warn(logger);
    expect(logger.warnings).toEqual([]);
  });

  it('says in one line how many of each kind, most first, equal ones by name', () => {
    const leftOut = new LeftOut();
    for (const kind of ['hidden', '.txt', '.heic', '.heic']) leftOut.add(kind);
    const logger = recordingLogger();
    leftOut.warn(logger);
    expect(logger.warnings).toEqual(['left out 4 files: 2 .heic, 1 .txt, 1 hidden']);
    expect(leftOut.counts).toEqual({ '.heic': 2, '.txt': 1, hidden: 1 });
  });

  it('says one file in the singular', () => {
    const leftOut = new LeftOut();
    leftOut.add('hidden');
    const logger = recordingLogger();
    leftOut.warn(logger);
    expect(logger.warnings).toEqual(['left out 1 file: 1 hidden']);
  });

  it('names every unusual file in one more line', () => {
    const leftOut = new LeftOut();
    for (let n = 0; n < 62; n += 1) leftOut.addUnusual(`odd${n}`, 'a pipe');
    const logger = recordingLogger();
    leftOut.warn(logger);
    expect(logger.warnings).toHaveLength(2);
    for (let n = 0; n < 62; n += 1) expect(logger.warnings[1]).toContain(`odd${n} (a pipe)`);
  });
});

it('names a hundred files and counts the rest', () => {
  const files = Array.from({ length: 103 }, (_, n) => ({ path: `${n}`, reason: 'empty' }));
  expect(nameFiles(files)).toMatch(/99 \(empty\), and 3 more$/);
});
