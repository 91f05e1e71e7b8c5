import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { temporaryFolder } from '@gender/testing';
import { describe, expect, test } from 'vitest';
import { picture, plainReport, scikitExample } from '../test/hand-computed.js';
import { smallReport } from '../test/small-report.js';
import { reportPage } from './page.js';
import { writeReport } from './write-report.js';

const inFolder = temporaryFolder();
const report = plainReport(scikitExample);

describe('a written report', () => {
  test('is the page and its numbers, in a folder that is made, and nothing else', async () => {
    const written = await writeReport(inFolder('new', 'out'), report);
    expect(written).toEqual({
      html: inFolder('new', 'out', 'report.html'),
      json: inFolder('new', 'out', 'report.json'),
    });
    expect(readdirSync(inFolder('new', 'out')).sort()).toEqual(['report.html', 'report.json']);
    expect(readFileSync(written.html, 'utf8')).toBe(await reportPage(report));
  });

  test('has every number in its JSON, ∞ as a word, and no null', async () => {
    const { json } = await writeReport(inFolder('out'), report);
    const text = readFileSync(json, 'utf8');
    expect(text).toMatch(/^\{\n {2}"title": "Plain",[^]*\}\n$/);
    const read = JSON.parse(text, (_, value: unknown) => {
      expect(value).not.toBeNull();
      return value === 'Infinity' ? Infinity : value;
    }) as unknown;
    expect(read).toEqual(report);
    expect(text).toContain('"threshold": "Infinity"');
  });

  test('has no null either where pictures are of one class', async () => {
    const rows = [picture(0, 0.25), picture(0, 0.75)];
    const { json } = await writeReport(inFolder('out'), plainReport({ classes: ['a', 'b'], rows }));
    expect(readFileSync(json, 'utf8')).not.toContain('null');
  });

  test('names no picture in either file, unless asked to show it', async () => {
    const results = { classes: ['a', 'b'], rows: [picture(0, 0.9, 'a/Jane.jpg'), picture(1, 0.8)] };
    const named = plainReport(results);
    const { html, json } = await writeReport(inFolder('out'), named);
    for (const file of [html, json]) expect(readFileSync(file, 'utf8')).not.toContain('Jane');
    const shown = { file: 'a/Jane.jpg', label: 'a', called: 'b', confidence: 0.9 };
    const sheet = { title: 'Mistakes', note: '', pictures: [{ ...shown, png: Uint8Array.of(1) }] };
    await writeReport(inFolder('out'), named, [sheet]);
    expect(readFileSync(html, 'utf8')).toContain('<div>a/Jane.jpg</div>');
    expect(readFileSync(json, 'utf8')).not.toContain('Jane');
  });

  test('takes the place of an older one, with the same bytes of the same report', async () => {
    const { html, json } = await writeReport(inFolder('out'), report);
    const first = [readFileSync(html), readFileSync(json)];
    await writeReport(inFolder('out'), smallReport());
    expect(readFileSync(json).equals(first[1]!)).toBe(false);
    await writeReport(inFolder('out'), report);
    expect([readFileSync(html), readFileSync(json)]).toEqual(first);
  });

  test('that cannot be drawn leaves no folder and no file', async () => {
    const epoch = { epoch: 1, loss: 1, valLoss: 1, accuracy: 0, valAccuracy: 0, seconds: 1 };
    const broken = { ...report, history: { bestEpoch: 2, epochs: [epoch] } };
    await expect(writeReport(inFolder('out'), broken)).rejects.toThrow(/the best epoch/);
    expect(readdirSync(inFolder())).toEqual([]);
  });

  test.each(['report.json', 'report.html'])(
    'leaves the other file whole, and nothing half, where %s is a folder',
    async (blocked) => {
      const [other] = ['report.json', 'report.html'].filter((name) => name !== blocked);
      mkdirSync(inFolder('out', blocked, 'kept'), { recursive: true });
      writeFileSync(inFolder('out', other!), 'the old one');
      await expect(writeReport(inFolder('out'), report)).rejects.toMatchObject({
        ...{ name: 'FileError', code: 'FILE_ACCESS' },
        message: `cannot write ${inFolder('out', blocked)}: it is a folder; name a file`,
      });
      expect(readdirSync(inFolder('out')).sort()).toEqual(['report.html', 'report.json']);
      expect(statSync(inFolder('out', blocked, 'kept')).isDirectory()).toBe(true);
      // The numbers are written first: they are new where only the page cannot be.
      const found = readFileSync(inFolder('out', other!), 'utf8');
      if (blocked === 'report.json') expect(found).toBe('the old one');
      else expect(JSON.parse(found)).toMatchObject({ title: 'Plain', score: { images: 4 } });
    },
  );
});
