import { mkdirSync, writeFileSync } from 'node:fs';
import { temporaryFolder } from '@gender/testing';
import { expect, test } from 'vitest';
import { silentLogger } from '@gender/core';
import { compareResults } from './compare-results.js';
import { readFactsTable, readSplitFacts } from './picture-facts.js';
import { parseResults } from './read-results.js';
import { scoreResults } from './score-results.js';

const inFolder = temporaryFolder();

function table(...lines: string[]): string {
  const path = inFolder('meta.csv');
  writeFileSync(path, `${lines.join('\r\n')}\r\n`);
  return path;
}

const row = (file: string, label: number) => ({
  ...{ file, label, predicted: 0 },
  probabilities: [0.75, 0.25],
});
const results = { classes: ['a', 'b'], rows: [row('a/1.jpg', 0), row('b/1.jpg', 1)] };

test('persons, ages and columns of a table group the pictures', async () => {
  const path = table('skin,File_name,Person,age,label', 'dark,a/1.jpg,p,31,a', ',b\\1.jpg,p,,b');
  const facts = await readFactsTable(path);
  expect([...facts.columns.keys()]).toEqual(['skin']);
  const score = scoreResults(results, { facts: [facts], resamples: 0 });
  expect(score.uncertainty.persons).toBe(1);
  expect(score.groups.map(({ by, groups }) => [by, groups.map(({ group }) => group)])).toEqual([
    ['class', ['a', 'b']],
    ['age', ['30-39', 'unknown']],
    ['skin', ['dark', 'unknown']],
  ]);
});

test('an interval of ages is a group of its own', async () => {
  const path = table('file,age', 'a/1.jpg,"(25, 32)"', 'b/1.jpg,no age');
  const { groups } = scoreResults(results, { facts: [await readFactsTable(path)], resamples: 0 });
  const ages = groups.find(({ by }) => by === 'age');
  expect(ages?.groups.map(({ group }) => group)).toEqual(['25-32', 'unknown']);
});

test('only the columns that are chosen group, an unknown one is refused', async () => {
  const path = table('file,skin,hat', 'a/1.jpg,dark,no');
  expect([...(await readFactsTable(path, ['hat'])).columns.keys()]).toEqual(['hat']);
  await expect(readFactsTable(path, ['shoes'])).rejects.toMatchObject({
    code: 'RESULTS_GROUPS',
    message: expect.stringContaining('no column shoes; its columns are file, skin, hat') as string,
  });
});

test.each([
  ['no column of files', ['name,skin', 'a/1.jpg,dark'], 'no column file_name'],
  ['a picture twice', ['file,skin', 'a/1.jpg,dark', 'a/1.jpg,light'], 'a/1.jpg twice'],
  [
    'a picture twice, written as Windows does',
    ['file,skin', 'a/1.jpg,dark', 'a\\1.jpg,light'],
    'a/1.jpg twice',
  ],
  ['a row without a file', ['file,skin', ',dark'], 'a row without a file'],
  ['rows of other lengths', ['file,skin', 'a/1.jpg'], 'is not CSV'],
  [
    'a column that tells every picture',
    ['file,url', ...Array.from({ length: 51 }, (_, picture) => `${picture}.jpg,${picture}`)],
    'url',
  ],
])('refuses a table with %s', async (_, lines, words) => {
  await expect(readFactsTable(table(...lines))).rejects.toMatchObject({
    code: 'RESULTS_GROUPS',
    message: expect.stringContaining(words) as string,
  });
});

test('a table finds the pictures of results that were written on Windows', async () => {
  const text = 'File_name,GT,Pred,a_prob,b_prob\na\\1.jpg,0,0,0.75,0.25\nb\\1.jpg,1,0,0.75,0.25\n';
  const facts = [await readFactsTable(table('file,person,skin', 'a/1.jpg,p,dark', 'b/1.jpg,p,'))];
  const score = scoreResults(parseResults(text, 'results.csv'), { facts, resamples: 0 });
  expect(score.uncertainty.persons).toBe(1);
  expect(score.groups.at(-1)!.groups.map(({ group }) => group)).toEqual(['dark', 'unknown']);
});

test('a table of other pictures is an error, not one group of unknown ones', async () => {
  const facts = [await readFactsTable(table('file,skin', 'test/a/1.jpg,dark'))];
  expect(() => scoreResults(results, { facts, resamples: 0 })).toThrowError(/test\/a\/1.jpg/);
});

test.each([
  ['persons', ['file,person', 'test/a/1.jpg,p']],
  ['ages', ['file,age', 'test/a/1.jpg,30']],
])(
  'a table of %s of other pictures is an error, not pictures of whom nothing is known',
  async (_, lines) => {
    const facts = [await readFactsTable(table(...lines))];
    expect(() => scoreResults(results, { facts, resamples: 0 })).toThrowError(
      /of others, such as test\/a\/1.jpg, and of none of the results, such as a\/1.jpg/,
    );
    const named = ['one', 'other'].map((name) => ({ ...results, name }));
    expect(() => compareResults(named, { facts, resamples: 0 })).toThrowError(
      /of none of the results/,
    );
  },
);

test('a table that knows nobody in these pictures, but names them, is none of others', async () => {
  const facts = [await readFactsTable(table('file,person', 'a/1.jpg,', 'b/2.jpg,p'))];
  expect(scoreResults(results, { facts, resamples: 0 }).uncertainty.persons).toBeUndefined();
});

test('persons of some pictures only, or of others, are warned of', async () => {
  const warned: string[] = [];
  const logger = { ...silentLogger, warn: (line: string) => void warned.push(line) };
  const facts = [await readFactsTable(table('file,person', 'a/1.jpg,p'))];
  scoreResults(results, { facts, resamples: 0, logger });
  const ofOthers = { persons: new Map([['a/9.jpg', 'p']]), ages: new Map(), columns: new Map() };
  scoreResults(results, { facts: [ofOthers], resamples: 0, logger });
  expect(warned).toEqual([
    expect.stringContaining('not known who is shown in 1 of 2 pictures'),
    expect.stringContaining('not known who is shown in 2 of 2 pictures'),
  ]);
});

test('letters with accents are the same however they are written, in files and in persons', async () => {
  const rows = [row('a/Zo\u00e9.jpg', 0), row('b/Zoe\u0301.jpg', 1)];
  const path = table('file,person', 'a/Zoe\u0301.jpg,Rene\u0301', 'b/Zo\u00e9.jpg,Ren\u00e9');
  const facts = [await readFactsTable(path)];
  expect(scoreResults({ ...results, rows }, { facts, resamples: 0 }).uncertainty.persons).toBe(1);
});

test('a table as Windows writes it keeps persons apart', async () => {
  const path = table('');
  writeFileSync(path, Buffer.from('file,person\na/1.jpg,Zo\u00eb\nb/1.jpg,Zo\u00e9\n', 'latin1'));
  const { persons } = await readFactsTable(path);
  expect([...persons.values()]).toEqual(['Zo\u00eb', 'Zo\u00e9']);
});

test('knows persons and ages of a split from its manifest, and nothing without one', async () => {
  expect((await readSplitFacts(inFolder(), 'None', 'test')).persons.size).toBe(0);
  const file = { source: 'x.jpg', sha256: '0'.repeat(64) };
  const manifest = {
    ...{ format: 1, dataset: 'Some', seed: 0, method: 'persons', fraction: 1, classes: ['a', 'b'] },
    ratios: { train: 0.6, validation: 0.2, test: 0.2 },
    files: [
      { ...file, file: 'test/a/1.jpg', person: 'p', age: 40 },
      { ...file, file: 'test/a/2.jpg', ageRange: '25-32' },
      { ...file, file: 'test/a/Zoe\u0301.jpg', person: 'r' },
      { ...file, file: 'test/a/Zo\u00e9.jpg', person: 's' },
      { ...file, file: 'train/a/1.jpg', person: 'q' },
    ],
  };
  mkdirSync(inFolder('Some'));
  writeFileSync(inFolder('Some', 'split.json'), JSON.stringify(manifest));
  const { persons, ages } = await readSplitFacts(inFolder(), 'Some', 'test');
  expect(Object.fromEntries(persons)).toEqual({
    'a/1.jpg': 'p',
    'a/Zoe\u0301.jpg': 'r',
    'a/Zo\u00e9.jpg': 's',
  });
  expect(Object.fromEntries(ages)).toEqual({ 'a/1.jpg': '40-49', 'a/2.jpg': '25-32' });
});
